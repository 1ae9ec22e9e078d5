/**
 * A durable value of an actor: what it holds at the end of a turn survives.
 *
 * `value` is a plain value, the actor's own: change it in place or set it, in
 * turns and hooks only. There is nothing to save.
 *
 * @example Keep a balance
 * ```ts
 * import type { Context, State } from "@backstage/actors";
 *
 * export class Account {
 *   readonly #balance: State<{ cents: number }>;
 *
 *   constructor(ctx: Context) {
 *     this.#balance = ctx.state("balance", () => ({ cents: 0 }));
 *   }
 *
 *   deposit(cents: number): number {
 *     return this.#balance.value.cents += cents;
 *   }
 * }
 * ```
 */
export interface State<T> {
  /** The name that it is stored under. */
  readonly name: string;
  /**
   * What it holds.
   *
   * @throws {Error} If it is asked for outside of a turn or hook of its actor,
   * or was changed there.
   */
  value: T;
}

/** How a state is stored. */
export interface StateOptions<T> {
  /** The version of its shape, a whole number; 1 unless given. */
  readonly version?: number;
  /**
   * Makes a value of what an earlier version has stored: `old` is the value as
   * plain data, `from` its version. Unless given, a stored value of another
   * version fails the activation.
   */
  readonly migrate?: (old: unknown, from: number) => T;
}
