import {
  type ActorOptions,
  type Context,
  type DeactivationReason,
  type State,
} from "@backstage/actors";
import { LedgerProxy } from "./generated/ledger_proxy.gen.ts";
import { ArchivistProxy } from "./generated/archivist_proxy.gen.ts";

/** What tests have hooks of archivists do, by the actor's id. */
export const hooks = new Map<string, {
  init?: (state: State<string[]>, ctx: Context) => void | Promise<void>;
  deinit?: (state: State<string[]>, ctx: Context) => void | Promise<void>;
}>();

/** What each life of an archivist has begun with, by its id. */
export const lives: string[] = [];

// @generate-proxy
/** A durable actor with hooks, timers and calls that come back. */
export class Archivist {
  static readonly options = {
    reentrancy: "chain",
    idleMs: 1_000,
    supervision: { directive: "resume" },
  } satisfies ActorOptions;
  readonly #lines: State<string[]>;

  constructor(readonly ctx: Context) {
    this.#lines = ctx.state("lines", (): string[] => []);
    lives.push(`${ctx.actorId} ${this.#lines.value.length}`);
  }

  init(): void | Promise<void> {
    return hooks.get(this.ctx.actorId)?.init?.(this.#lines, this.ctx);
  }

  deinit(_reason: DeactivationReason): void | Promise<void> {
    return hooks.get(this.ctx.actorId)?.deinit?.(this.#lines, this.ctx);
  }

  add(line: string): number {
    return this.#lines.value.push(line);
  }

  lines(): string[] {
    return this.#lines.value;
  }

  failAfter(line: string): void {
    this.#lines.value.push(line);
    throw new Error("it failed");
  }

  addLater(line: string, ms: number): void {
    this.ctx.runOnce(ms, () => void this.#lines.value.push(line));
  }

  sendSelf(line: string): void {
    void this.ctx.self(ArchivistProxy).add(line);
    this.#lines.value.push("sent");
  }

  /** Has another archivist call it back while it waits. */
  async askBack(other: string, isChanged: boolean): Promise<number> {
    if (isChanged) this.#lines.value.push("before");
    const { actorId } = this.ctx;
    const peer = this.ctx.getActor(ArchivistProxy, other);
    const count = await peer.callBack(actorId);
    this.#lines.value.push("after");
    return count;
  }

  /** Looks, has another archivist make it fail, and adds a line. */
  async addBehindFailure(other: string, line: string): Promise<number> {
    const before = this.#lines.value.length;
    const peer = this.ctx.getActor(ArchivistProxy, other);
    await peer.failBack(this.ctx.actorId);
    return this.#lines.value.push(line) - before;
  }

  /** Keeps a value over a call that comes back and fails, and changes it. */
  async addToStale(other: string, line: string): Promise<void> {
    const lines = this.#lines.value;
    await this.ctx.getActor(ArchivistProxy, other).failBack(this.ctx.actorId);
    lines.push(line);
  }

  async failBack(to: string): Promise<void> {
    await this.ctx.getActor(ArchivistProxy, to).failAfter("undone")
      .catch(() => {});
  }

  async callBack(to: string): Promise<number> {
    return await this.ctx.getActor(ArchivistProxy, to).add("back");
  }

  /** Adds a line with each text that it yields. */
  async *texts(lengths: number[]): AsyncGenerator<string, void> {
    for (const length of lengths) {
      this.#lines.value.push(`${length}`);
      yield "x".repeat(length);
    }
  }

  async deposit(ledger: string): Promise<number> {
    return await this.ctx.getActor(LedgerProxy, ledger).deposit(1, "");
  }
}
