import type { Caller } from "../envelope/target.ts";

/**
 * How far an engine is with stopping: `open` takes every envelope, `draining`
 * those that actors send, `stopped` none.
 */
export type EngineState = "open" | "draining" | "stopped";

/** The state of an engine, and whose envelopes it takes in it. */
export class EngineLife {
  state: EngineState = "open";
  /** Why it stops by itself; `null` where it was told to, or goes on. */
  loss: Error | null = null;

  /** Whether the engine stops, or has stopped. */
  get isClosing(): boolean {
    return this.state !== "open";
  }

  get isStopped(): boolean {
    return this.state === "stopped";
  }

  /** Whether envelopes of this caller are refused. */
  refuses(caller: Caller | null): boolean {
    if (this.state === "open") return false;
    // What was accepted may need other actors to be finished.
    return this.isStopped || caller === null;
  }
}
