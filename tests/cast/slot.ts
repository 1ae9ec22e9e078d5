import type { Context, State } from "@backstage/actors";

/** What the slots of this process have held last. */
const held = new Map<string, number>();

/** A register: it holds one number. */
// @generate-proxy
export class Slot {
  readonly #value: State<number>;
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#value = ctx.state("value", () => 0);
  }

  read(): number {
    return this.#value.value;
  }

  /** Reads what this process remembers, which another may have changed. */
  recall(): number {
    return held.get(this.#ctx.actorId) ?? this.#value.value;
  }

  write(value: number): void {
    this.#set(value);
  }

  /** Puts a number in place of an expected one; returns what it found. */
  swap(expected: number, value: number): number {
    const found = this.#value.value;
    if (found === expected) this.#set(value);
    return found;
  }

  #set(value: number): void {
    this.#value.value = value;
    held.set(this.#ctx.actorId, value);
  }
}
