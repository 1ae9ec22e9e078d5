import type { ActorId } from "../../envelope/actor_id.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { StreamingSink } from "../../envelope/streaming.ts";
import type { Call } from "../../envelope/target.ts";

/** Something of its engine that a test awaits. */
export interface Wait {
  /** What it is, as an error names it: `"Cart/7".add`. */
  readonly what: string;
  /** Since when it is awaited, in virtual milliseconds. */
  readonly since: number;
  /** The actor that should bring it, if it is one. */
  readonly actor: ActorId | null;
  /** Whether it has come, or is awaited no longer. */
  readonly isOver: boolean;
  /** Tells the test that it does not come, and why. */
  fail(message: string): void;
}

/**
 * Makes the error of a wait, which says where the test began it: its message is
 * given to it later. `below` is the function that the test called.
 */
export function makeWaitError(below: (...values: never[]) => unknown): Error {
  const error = new Error();
  Error.captureStackTrace?.(error, below);
  return error;
}

/** A call that a test awaits. */
export class CallWait implements Wait {
  readonly since: number;
  readonly #call: Call;

  constructor(call: Call, since: number) {
    this.#call = call;
    this.since = since;
  }

  get what(): string {
    const { method, target } = this.#call;
    return `${formatActor(target.actor)}.${method.name}`;
  }

  get actor(): ActorId {
    return this.#call.target.actor;
  }

  get isOver(): boolean {
    // The consumer of a streaming reply awaits one value after the other.
    const { isOver, isWaiting = true } = this.#call as
      & Call
      & Partial<Pick<StreamingSink, "isWaiting">>;
    return isOver || !isWaiting;
  }

  fail(message: string): void {
    const error = new Error(message);
    // Where it was made says nothing of the test, which awaits in silence.
    error.stack = `${error}`;
    this.#call.fail(error);
  }
}
