import type { Context, Turn } from "@backstage/actors";
import type { Chance } from "../chance.ts";

/** A streaming reply of a program. */
export type Streaming = AsyncGenerator<unknown, unknown>;

/** What an actor waits for, and whom it calls back then. */
export interface Return {
  readonly gate: number;
  readonly to: number;
}

/** What an actor is asked to do. */
export interface Task {
  /** How many more calls may be made for it, one for the other. */
  readonly depth: number;
  readonly back: Return | null;
  readonly fails: boolean;
}

/** What an actor is asked to yield. */
export interface Yields extends Task {
  readonly values: number;
  /** Before which value it calls back, if it does. */
  readonly before: number;
}

/** Where a turn stands that goes a way. */
export interface Place {
  readonly ctx: Context;
  readonly turn: Turn;
  /** The number of its actor. */
  readonly at: number;
  readonly depth: number;
  /** Learns that the turn is over. */
  readonly ended: { readonly passed: Promise<void>; open(): void };
}

/** Ways that a turn may go, by name. */
export type Ways = Readonly<Record<string, () => unknown>>;

/** What the parts of a program need of it. */
export interface Players {
  readonly chance: Chance;
  /** Opens a streaming reply of an actor with a greater number. */
  open(ctx: Context | null, at: number, yields: Yields): Streaming;
  /** Asks such an actor. */
  ask(ctx: Context, at: number, task: Task): Promise<unknown>;
  /** Asks such an actor, which may ask others; notes how that ends. */
  call(ctx: Context, at: number, depth: number): Promise<unknown>;
  /** Waits for what is to come before it calls back, and does that. */
  comeBack(ctx: Context, back: Return): Promise<void>;
  /** Goes any way of calling others. */
  go(place: Place): Promise<void>;
  /** Notes how what is awaited ends. */
  follow<Value>(reply: Promise<Value>): Promise<Value | undefined>;
  expect(isTrue: boolean, problem: string): void;
  /** Waits until the program goes on. */
  stall(): Promise<void>;
  /** Makes a gate, and an actor that nothing waits for once it is open. */
  castLoser(): { readonly id: string; readonly gate: number; open(): void };
  /** Opens a gate when the program is over at the latest. */
  openAtEnd(open: () => void): void;
}
