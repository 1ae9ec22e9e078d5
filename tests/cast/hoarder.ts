import { type Context, ExpectedError, type State } from "@backstage/actors";
import { HoarderProxy } from "./generated/hoarder_proxy.gen.ts";

/** What a hoarder counts. */
export interface Count {
  number: number;
  seen: number[];
}

// @generate-proxy
/** A durable actor that keeps what it should ask for again. */
export class Hoarder {
  readonly #ctx: Context;
  readonly #count: State<Count>;
  readonly #other: State<number[]>;
  readonly #kept: Count;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#count = ctx.state("count", (): Count => ({ number: 0, seen: [] }));
    this.#other = ctx.state("other", (): number[] => []);
    this.#kept = this.#count.value;
  }

  /** Changes its state by the value that it had when it was made. */
  addToKept(): number {
    return ++this.#kept.number;
  }

  /** The same, and asks for another state. */
  addBeside(): number {
    this.#other.value.push(1);
    return ++this.#kept.number;
  }

  add(): number {
    return ++this.#count.value.number;
  }

  get(): number {
    return this.#count.value.number;
  }

  refuse(): void {
    const { number } = this.#count.value;
    throw new ExpectedError(`${number} is too few`, { code: "few" });
  }

  /** Refuses with a part of its state. */
  show(): void {
    const details = { count: this.#count.value };
    throw new ExpectedError("look", { code: "look", details });
  }

  /** Awaits calls of others that are made at once. */
  async getBoth(...ids: string[]): Promise<number[]> {
    const calls = ids.map((id) => this.#ctx.getActor(HoarderProxy, id).get());
    const numbers = await Promise.all(calls);
    this.#count.value.seen.push(...numbers);
    return numbers;
  }

  /** Sends to one, and awaits another behind that. */
  async sendAndGet(to: string, of: string): Promise<number> {
    void this.#ctx.getActor(HoarderProxy, to).add();
    return await this.#ctx.getActor(HoarderProxy, of).get();
  }

  /** Goes on with the value that it had before it committed. */
  async addAroundCommit(): Promise<number> {
    const count = this.#count.value;
    count.number++;
    await this.#ctx.commit();
    return ++count.number;
  }

  /** Awaits none of its commits. */
  commitUnawaited(): void {
    this.#count.value.number++;
    void this.#ctx.commit();
  }

  /** Goes on with the value that it had before it yielded. */
  async *addBehindYields(): AsyncGenerator<number, void, void> {
    const count = this.#count.value;
    for (let left = 2; left > 0; left--) {
      await Promise.resolve();
      yield ++count.number;
    }
  }

  init(): void {
    if (this.#ctx.actorId === "restless") this.#ctx.erase();
  }
}

// @generate-proxy
/** A durable actor that goes on after a failure, and shares a value. */
export class Sharer {
  static readonly options = {
    supervision: { directive: "resume" as const },
  };
  readonly #a: State<{ list: number[] }>;
  readonly #b: State<{ list: number[] }>;

  constructor(ctx: Context) {
    this.#a = ctx.state("a", () => ({ list: [] as number[] }));
    this.#b = ctx.state("b", () => ({ list: [] as number[] }));
  }

  share(): void {
    this.#a.value.list = this.#b.value.list = [1];
  }

  addAndFail(): void {
    this.#a.value.list.push(2);
    throw new Error("it failed after a change");
  }

  b(): number[] {
    return this.#b.value.list;
  }
}
