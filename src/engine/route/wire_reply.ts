import { errorOf } from "../../base/deferred_error.ts";
import { explainCodecError, readOutcome } from "../../base/errors.ts";
import {
  ENCODING,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import { cross } from "../../codec/wire/crossing.ts";
import type { CallFrame, Frame } from "../../codec/wire/frame.ts";
import type { CallScope } from "../../envelope/call_scope.ts";
import type { Carried } from "../../envelope/carry.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Once } from "../../envelope/once.ts";
import type { Reply, WaitingTurn } from "../../envelope/reply.ts";

/** A reply at the far end of a wire; what comes back is the arrival's. */
export class WireReply implements Reply {
  /** What arrived of the values that the call carries. */
  carried: Carried | null = null;
  /** What the frame says of a call that may come again. */
  once: Once | null = null;
  readonly #reply: Reply;
  readonly #method: Method;
  readonly #arrival: ReferenceOwner;
  /** How many calls there are in its chain, as the frame says. */
  depth = 1;
  #endsAt = Infinity;

  constructor(reply: Reply, method: Method, arrival: ReferenceOwner) {
    this.#reply = reply;
    this.#method = method;
    this.#arrival = arrival;
  }

  get owner(): ReferenceOwner {
    return ENCODING;
  }

  /** Learns what came with the call. */
  arrive({ chain, timeLeftMs, once }: CallFrame, now: () => number): void {
    if (once !== undefined) this.once = once;
    if (chain !== undefined) this.depth = chain.length + 1;
    if (timeLeftMs !== undefined) this.#endsAt = now() + timeLeftMs;
  }

  get madeBy(): WaitingTurn | null {
    return this.#reply.madeBy;
  }

  get awaitedBy(): WaitingTurn | null {
    return this.#reply.awaitedBy;
  }

  get endsAt(): number {
    return Math.min(this.#endsAt, this.#reply.endsAt);
  }

  get origin(): Reply {
    return this.#reply.origin;
  }

  get isOver(): boolean {
    return this.#reply.isOver;
  }

  get isGivenUp(): boolean {
    return this.#reply.isGivenUp;
  }

  get scope(): CallScope | null {
    return this.#reply.scope;
  }

  /**
   * Brings the value back.
   *
   * @throws {CodecError} If it cannot; the reply may still fail.
   */
  settle(value: unknown): void {
    if (this.once?.kind === "send") return this.#acknowledge();
    const method = this.#method;
    const arrived = cross(
      { kind: "reply", value },
      ENCODING,
      this.#arrival,
      (value, to) => method.writeResult(value, to),
      (from) => method.readResult(from),
    );
    if (arrived.kind === "reply") this.#reply.settle(arrived.value);
  }

  /** Says that a send was taken: its result is for no caller. */
  #acknowledge(): void {
    const taken = { kind: "reply", value: undefined } as const;
    const arrived = cross(taken, ENCODING, this.#arrival);
    if (arrived.kind === "reply") this.#reply.settle(undefined);
  }

  fail(reason: unknown): void {
    const error = errorOf(reason);
    let arrived: Frame;
    try {
      arrived = cross({ kind: "error", error }, ENCODING, this.#arrival);
    } catch (refusal) {
      const action = "Cannot bring an error back";
      const outcome = readOutcome(error);
      this.#reply.fail(explainCodecError(action, refusal, outcome));
      return;
    }
    if (arrived.kind === "error") this.#reply.fail(arrived.error);
  }
}
