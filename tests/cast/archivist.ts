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

/** What slow archivists wait for. */
export const later = { until: Promise.resolve() };

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

  /** Has another archivist call it back, and waits no longer than it may. */
  async hurryBack(other: string, timeoutMs: number): Promise<void> {
    void this.#lines.value;
    const peer = this.ctx.getActor(ArchivistProxy, other).with({ timeoutMs });
    await peer.addSlowlyBack(this.ctx.actorId);
  }

  async addSlowlyBack(to: string): Promise<void> {
    await this.ctx.getActor(ArchivistProxy, to).addSlowly("one", "two");
  }

  /** Adds a line, and another one behind what a test lets it wait for. */
  async addSlowly(one: string, other: string): Promise<void> {
    this.#lines.value.push(one);
    await later.until;
    this.#lines.value.push(other);
  }

  /** Has another archivist ask it for steps, and meanwhile adds a line. */
  async addBeforeSteps(other: string): Promise<void> {
    const { actorId } = this.ctx;
    await Promise.all([
      this.ctx.getActor(ArchivistProxy, other).stepBack(actorId),
      this.ctx.sleep(10).then(() => this.#lines.value.push("beside")),
    ]);
  }

  async stepBack(to: string): Promise<void> {
    await this.ctx.sleep(20);
    const steps = this.ctx.getActor(ArchivistProxy, to).steps();
    for await (const _count of steps);
  }

  async *steps(): AsyncGenerator<number, void, void> {
    yield this.#lines.value.push("step");
  }

  erase(): void {
    this.ctx.erase();
  }

  async addBehindErasing(line: string): Promise<void> {
    this.ctx.erase();
    await this.ctx.commit();
    this.#lines.value.push(line);
  }

  async failBehindErasing(): Promise<void> {
    this.ctx.erase();
    await this.ctx.commit();
    throw new Error("it failed");
  }

  async *eraseInSteps(): AsyncGenerator<number, void, void> {
    this.ctx.erase();
    yield 1;
    yield this.#lines.value.push("behind");
  }

  async deposit(ledger: string): Promise<number> {
    return await this.ctx.getActor(LedgerProxy, ledger).deposit(1, "");
  }
}
