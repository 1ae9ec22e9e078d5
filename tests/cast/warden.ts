import type {
  ActivationEnd,
  Context,
  MethodRef,
  Watch,
} from "@backstage/actors";
import { PuppetProxy } from "./generated/puppet_proxy.gen.ts";
import { WardenProxy } from "./generated/warden_proxy.gen.ts";

/** Watches puppets, and remembers how they ended. */
// @generate-proxy
export class Warden {
  readonly #ends: ActivationEnd[] = [];
  readonly #watches = new Map<string, Watch>();

  constructor(private readonly ctx: Context) {}

  guard(id: string): void {
    const watch = this.ctx.watch(PuppetProxy, id, WardenProxy.Method.onEnd);
    this.#watches.set(id, watch);
  }

  release(id: string): void {
    this.#watches.get(id)?.cancel();
  }

  /** Is told without being told what. */
  guardBlindly(id: string): void {
    this.ctx.watch(PuppetProxy, id, WardenProxy.Method.onAnyEnd);
  }

  /** Names a method that does not fit, as code without types may. */
  misuse(id: string): void {
    const { guard } = WardenProxy.Method;
    this.ctx.watch(PuppetProxy, id, guard as unknown as MethodRef<[], void>);
  }

  onEnd(end: ActivationEnd): void {
    this.#ends.push(end);
  }

  onAnyEnd(): void {
    this.#ends.push({ actor: { type: "?", id: "?" }, reason: "idle" });
  }

  ends(): ActivationEnd[] {
    return this.#ends;
  }
}
