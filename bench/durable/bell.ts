import type { Context, State } from "@backstage/actors";
import { BellProxy } from "../generated/bell_proxy.gen.ts";

/** What all bells of this process have rung. */
export const rung = { count: 0, lastAt: 0 };

// @generate-proxy
/** Rings when its reminder says so. */
export class Bell {
  readonly #rings: State<number>;
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#rings = ctx.state("rings", () => 0);
  }

  /** Has it ring at a time. */
  set(at: number): void {
    this.#rings.value = 1;
    this.#ctx.remind("ring", BellProxy.Method.ring, { at });
  }

  ring(): void {
    this.#rings.value++;
    rung.count++;
    rung.lastAt = this.#ctx.now();
  }
}
