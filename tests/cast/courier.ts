import { AsyncLocalStorage } from "node:async_hooks";
import {
  type ActorOptions,
  type Context,
  ExpectedError,
  type State,
} from "@backstage/actors";
import { CourierProxy } from "./generated/courier_proxy.gen.ts";
import { RoundCourierProxy } from "./generated/round_courier_proxy.gen.ts";
import { RecorderProxy } from "./generated/recorder_proxy.gen.ts";

/** What a courier has done for good. */
export interface Journal {
  sent: number;
  /** What it has sent, in order. */
  posted: number[];
  taken: number[];
}

/** What couriers do as they take something, by their ids. */
export const takings: Map<string, (tag: number) => void | Promise<void>> =
  new Map();

/** What a courier's turns carry, where its engine is told to. */
export const user: AsyncLocalStorage<string> = new AsyncLocalStorage();

// @generate-proxy
/** A durable actor that sends tags to others, and keeps those that it takes. */
export class Courier {
  readonly #record: State<Journal>;
  readonly #noted: State<number>;
  readonly #ctx: Context;
  /** How often this object was asked to take something. */
  #runs = 0;
  #kept: Promise<number> | undefined;
  readonly #greeted: string[] = [];

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#record = ctx.state("record", (): Journal => ({
      sent: 0,
      posted: [],
      taken: [],
    }));
    this.#noted = ctx.state("noted", () => 0);
  }

  /** Sends tags to others in turns: each is counted in the same commit. */
  send(to: string[], tags: number[]): void {
    for (const [at, tag] of tags.entries()) {
      void this.#find(to[at % to.length]!).take(tag);
      this.#record.value.sent++;
      this.#record.value.posted.push(tag);
    }
  }

  /** Sends tags, and has nothing else to commit. */
  pass(to: string, tags: number[]): void {
    for (const tag of tags) void this.#find(to).take(tag);
  }

  /** Sends what only counts at its receiver. */
  count(to: string, tags: number[]): void {
    for (const tag of tags) void this.#find(to).note(tag);
  }

  note(_tag: number): void {
    this.#noted.value++;
  }

  counted(): number {
    return this.#noted.value;
  }

  /** Sends, and throws. */
  fail(to: string, tag: number): void {
    void this.#find(to).take(tag);
    this.#record.value.sent++;
    throw new Error("it failed behind the send");
  }

  /** Sends, and refuses on purpose. */
  refuse(to: string, tag: number): void {
    void this.#find(to).take(tag);
    throw new ExpectedError("not now", { code: "not-now" });
  }

  /** Sends to a durable actor and to another that is not, in this order. */
  tell(to: string, recorder: string, tag: number): void {
    void this.#find(to).take(tag);
    void this.#ctx.getActor(RecorderProxy, recorder).record("tag", tag);
    this.#record.value.sent++;
  }

  /** Sends under a key, as another has called. */
  sendKeyed(to: string, tag: number, idempotencyKey: string): void {
    void this.#find(to).with({ idempotencyKey }).pay(tag, "sent");
    this.#record.value.sent++;
  }

  /** Sends to one of another class. */
  sendAround(to: string): void {
    void this.#ctx.getActor(RoundCourierProxy, to).goRound([]);
  }

  /** Sends, and erases itself. */
  leave(to: string, tag: number): void {
    void this.#find(to).take(tag);
    this.#ctx.erase();
  }

  /** Sends, and keeps what the call has returned for a later turn. */
  sendAndKeep(to: string, tag: number): void {
    this.#kept = this.#find(to).take(tag);
    this.#record.value.sent++;
  }

  async awaitKept(): Promise<number | undefined> {
    return await this.#kept;
  }

  erase(): void {
    this.#ctx.erase();
  }

  /** Takes a tag; what it returns is for those who call. */
  async take(tag: number): Promise<number> {
    this.#runs++;
    this.#record.value.taken.push(tag);
    await takings.get(this.#ctx.actorId)?.(tag);
    return this.#record.value.taken.length;
  }

  /** Takes an amount, and answers how often it has. */
  pay(cents: number, note: string): { count: number; note: string } {
    this.#runs++;
    if (cents < 0) {
      throw new ExpectedError(`${note} is refused`, {
        code: "negative",
        details: { cents },
      });
    }
    if (note === "broken") throw new Error("it is broken");
    this.#record.value.taken.push(cents);
    return { count: this.#record.value.taken.length, note };
  }

  /** Answers without any change. */
  look(note: string): { runs: number; note: string } {
    return { runs: ++this.#runs, note };
  }

  /** Answers at length. */
  tellAtLength(length: number): string {
    this.#noted.value++;
    return "x".repeat(length);
  }

  /** Answers after a time. */
  async paySlowly(cents: number, ms: number): Promise<number> {
    this.#record.value.taken.push(cents);
    await this.#ctx.sleep(ms);
    return this.#record.value.taken.length;
  }

  /** Sends who is carried, and says who calls, to be taken by `greet`. */
  introduce(to: string): void {
    void this.#find(to).greet();
  }

  greet(): void {
    const caller = this.#ctx.turn.caller;
    this.#greeted.push(`${user.getStore()} by ${caller?.id}`);
    if (this.#greeted.length === 1 && this.#ctx.actorId === "shy") {
      throw new Error("not yet");
    }
    this.#noted.value++;
  }

  /** What it was greeted with in this life. */
  greeted(): string[] {
    return this.#greeted;
  }

  /** Calls itself under a key, which it may not. */
  async payAround(key: string): Promise<number> {
    const self = this.#ctx.self(CourierProxy).with({ idempotencyKey: key });
    return await self.payAround(key);
  }

  /** Calls another one back under a key. */
  async payBy(other: string, cents: number, key: string): Promise<number> {
    const peer = this.#find(other).with({ idempotencyKey: key });
    const { count } = await peer.pay(cents, "by another");
    return count;
  }

  read(): Journal {
    return this.#record.value;
  }

  runs(): number {
    return this.#runs;
  }

  poison(): void {
    this.#ctx.poisonPill();
  }

  #find(id: string): CourierProxy {
    return this.#ctx.getActor(CourierProxy, id);
  }
}

// @generate-proxy
/** A durable actor that may call itself, under keys as well. */
export class RoundCourier {
  static readonly options = { reentrancy: "chain" } satisfies ActorOptions;
  readonly #count: State<number>;
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#count = ctx.state("count", () => 0);
  }

  /** Calls itself under each of some keys, and counts in the innermost turn. */
  async goRound(keys: string[]): Promise<number> {
    const [idempotencyKey, ...others] = keys;
    if (idempotencyKey === undefined) return ++this.#count.value;
    const self = this.#ctx.self(RoundCourierProxy);
    return await self.with({ idempotencyKey }).goRound(others);
  }
}
