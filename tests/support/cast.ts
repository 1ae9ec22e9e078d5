import type { Context, DeactivationReason } from "@backstage/actors";

/** What a `Puppet` does; a test says it for each of its own. */
export interface Part {
  /** Runs in its constructor. */
  construct?(ctx: Context): void;
  /** Yields the values of a streaming reply. */
  stream?(ctx: Context, input: unknown): AsyncGenerator<unknown, unknown>;
  /** Runs as its `init`. */
  init?(ctx: Context): void | Promise<void>;
  /** Answers a call. */
  ask?(ctx: Context, input: unknown): unknown;
  /** Takes what is sent or published. */
  tell?(ctx: Context, input: unknown): void | Promise<void>;
  /** Runs as its `deinit`. */
  deinit?(reason: DeactivationReason, ctx: Context): void | Promise<void>;
}

/** The parts of the test that runs, by actor id. */
export const cast: Map<string, Part> = new Map();
