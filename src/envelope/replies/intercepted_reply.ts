import { isThrown } from "../../base/thrown.ts";
import { ExpectedError } from "../../base/expected_error.ts";
import { formatActor } from "../actor_id.ts";
import type { Carried } from "../carry.ts";
import type { CallScope } from "../call_scope.ts";
import type { Once } from "../once.ts";
import type { Reply, WaitingTurn } from "../reply.ts";
import { CallReply } from "./call_reply.ts";
import { LazyOutcome, type OutcomeListener } from "./lazy_outcome.ts";

/** The reply of a call that interceptors surround: it ends as they let it. */
export class InterceptedReply<T> extends CallReply<T> {
  #attempt: Attempt | null = null;
  #hasEnded = false;
  #reason: unknown;

  /** Whether its caller, or what limits it, has given it up. */
  get isCut(): boolean {
    return !this.#hasEnded && this.isGivenUp;
  }

  /** Whether an envelope was made for it. */
  get wasAttempted(): boolean {
    return this.#attempt !== null;
  }

  /** Begins to make the call, for the first time or once more. */
  attempt(): Attempt {
    const attempt = new Attempt(this);
    // No caller waits for it any more: what has not begun never does.
    if (this.isOver) attempt.fail(this.#reason);
    else this.#attempt = attempt;
    return attempt;
  }

  /** Is given up: so is what is under way for it. */
  override fail(reason: unknown): void {
    if (!this.isOver) this.#reason = reason;
    super.fail(reason);
    if (!this.#hasEnded) this.#attempt?.fail(reason);
  }

  /** What its interceptors end it by. */
  readonly end: OutcomeListener = {
    settle: (value) => {
      this.#hasEnded ||= !this.isOver;
      this.settle(value);
    },
    fail: (reason) => {
      if (this.isOver) return;
      this.#hasEnded = true;
      const { caller, method, target } = this;
      // No envelope was made, so no actor has told of it.
      if (!this.wasAttempted) {
        return target.refuse(method, this, caller, reason);
      }
      this.fail(reason);
      if (isThrown(reason, ExpectedError)) return;
      const source = `${formatActor(target.actor)}.${method.name}`;
      target.host.reportIfUnawaited(this, { source, reason });
    },
  };
}

/** The call that an envelope is made for. */
interface AttemptedCall extends Reply {
  readonly isCut: boolean;
}

/** The reply of one envelope of a call that interceptors surround. */
export class Attempt extends LazyOutcome implements Reply {
  /** Set before it is sent. */
  carried: Carried | null = null;
  readonly #call: AttemptedCall;

  constructor(call: AttemptedCall) {
    super();
    this.#call = call;
  }

  get isGivenUp(): boolean {
    return this.isOver || this.#call.isCut;
  }

  get once(): Once | null {
    return this.#call.once;
  }

  get scope(): CallScope | null {
    return this.#call.scope;
  }

  get endsAt(): number {
    return this.#call.endsAt;
  }

  get origin(): Reply {
    return this.#call;
  }

  get madeBy(): WaitingTurn | null {
    return this.#call.madeBy;
  }

  get awaitedBy(): WaitingTurn | null {
    return this.#call.awaitedBy;
  }

  get depth(): number {
    return this.#call.depth;
  }

  get owner(): null {
    return null;
  }
}
