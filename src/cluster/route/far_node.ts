import type { CallError } from "../../base/errors.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { Call, WaitNode } from "../../envelope/target.ts";

/** What ends calls that are elsewhere. */
export interface FarCalls {
  /** Fails a call, which may run by now; its node is told. */
  abandon(call: Call, error: CallError): void;
  /** Whether a node has a call, or had it: it may run. */
  hasSent(call: Call): boolean;
}

const NONE: readonly never[] = [];

/**
 * An actor of another node as one that waits and is waited for: what it waits
 * for is known there.
 */
export class FarNode implements WaitNode {
  readonly actor: ActorId;
  readonly #calls: FarCalls;

  constructor(actor: ActorId, calls: FarCalls) {
    this.actor = actor;
    this.#calls = calls;
  }

  findWaits(): readonly never[] {
    return NONE;
  }

  /** It may wait in its inbox: nothing is to be run beside it from here. */
  isRunning(): true {
    return true;
  }

  hasBegun(call: Call): boolean {
    return this.#calls.hasSent(call);
  }

  noteWaiting(): void {}

  isHeldUp(): false {
    return false;
  }

  mayReenter(): false {
    return false;
  }

  reenter(): void {}

  settleUnanswered(call: Call, _reason: string, error: CallError): void {
    this.#calls.abandon(call, error);
  }
}
