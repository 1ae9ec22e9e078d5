import type { Order } from "./orders.ts";

/** What may take its time, or not. */
export type Awaitable<T> = T | Promise<T>;

/** What a subject promises, in words: so that no comparison flatters. */
export interface Promises {
  /** Whether a receiver gets values of its own. */
  readonly isolation: string;
  /** Which messages keep their order. */
  readonly order: string;
  /** What becomes of a receiver's error. */
  readonly errors: string;
  /** What limits the waiting messages. */
  readonly bounds: string;
}

/** What takes messages and counts each with `arrivals`. */
export interface Receiver<T> {
  take(message: T): unknown;
}

/** What answers with the sum of all that it was given. */
export interface Adder {
  add(amount: number): PromiseLike<number>;
}

/** What passes a number on, less one, until it is 0, and then counts once. */
export interface Ring {
  start(hops: number): unknown;
}

/** What gives a text to all of its subscribers, each of which counts it. */
export interface Publisher {
  publish(text: string): unknown;
}

/** What makes a receiver for each new id, and gives it a text. */
export interface Crowd {
  greet(id: string, text: string): unknown;
}

/** A subject at work; it can do what it has a method for. */
export interface Stage {
  /** Makes so many receivers of strings. */
  receivers?(count: number): Awaitable<readonly Receiver<string>[]>;
  depot?(): Awaitable<Receiver<Order>>;
  adder?(): Awaitable<Adder>;
  /** An adder whose method awaits once before it answers. */
  slowAdder?(): Awaitable<Adder>;
  ring?(size: number): Awaitable<Ring>;
  publisher?(subscribers: number): Awaitable<Publisher>;
  crowd?(): Awaitable<Crowd>;
  /** Starts so many recurring timers, each of which counts when it fires. */
  timers?(count: number, everyMs: number): Awaitable<void>;
  /** Ends all that was made. */
  close(): Awaitable<void>;
}

/** What a workload asks for. */
export type Skill = Exclude<keyof Stage, "close">;

/** How a workload wants its stage. */
export interface StageOptions {
  /** Whether inboxes must hold a million messages. */
  readonly isFlooded: boolean;
  /** Whether every message goes through bytes. */
  readonly isWired: boolean;
}

/** What some workloads ask for besides. */
export type Extra =
  /** Every message goes through bytes. */
  | "wire"
  /** There are thousands of receivers. */
  | "many";

/** Something to measure. */
export interface Subject {
  readonly promises: Promises;
  /** Why it cannot do what its stage has no method for. */
  readonly cannot: Partial<Record<Skill | Extra, string>>;
  open(options: StageOptions): Awaitable<Stage>;
}
