import { CallError } from "../../../base/errors.ts";
import { formatActor } from "../../../envelope/actor_id.ts";
import type { Method } from "../../../envelope/definition.ts";
import { deliver, type Sender } from "../../../envelope/deliver.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { Caller, Held } from "../../../envelope/target.ts";

/** A call of a durable actor that is not made yet. */
export class HeldCall implements Held {
  readonly to: Sender;
  readonly method: Method;
  /** The receiver's own copy. */
  readonly payload: unknown;
  readonly reply: Reply | null;
  readonly caller: Caller | null;

  constructor(
    to: Sender,
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ) {
    this.to = to;
    this.method = method;
    this.payload = payload;
    this.reply = reply;
    this.caller = caller;
  }

  get answers(): null {
    return null;
  }

  /** Whether its receiver is durable, so that it is made exactly once. */
  get isDurable(): boolean {
    return this.method.definition.states !== null;
  }

  /** Makes the call, unless it was given up meanwhile. */
  release(): void {
    const { to, method, payload, reply, caller } = this;
    if (reply !== null && reply.isGivenUp) return;
    const refusal = deliver(to, method, payload, reply, caller);
    if (refusal === undefined || reply === null) return;
    to.target.refuse(method, reply, caller, refusal);
  }

  drop(cause?: unknown): void {
    this.fail(
      new CallError(`${this.action}: the commit of its turn was lost`, {
        code: "commit-failed",
        outcome: "not-run",
        cause,
      }),
    );
  }

  /**
   * Learns that it is stored, and will be made: its answer goes to no caller,
   * who may be no more by then.
   */
  noteStored(): void {
    const { method, reply } = this;
    if (reply === null || reply.isOver) return;
    // What interceptors surround has no other end either.
    if (method.isOneWay || reply.origin !== reply) {
      return reply.settle(undefined);
    }
    reply.fail(
      new CallError(
        `${this.action}: it was sent with the commit of its turn, and its ` +
          "answer goes to no caller; await it before the turn changes anything",
        { code: "uncommitted", outcome: "unknown" },
      ),
    );
  }

  /** Fails the call: it is never made. */
  fail(error: unknown): void {
    if (this.reply !== null && !this.reply.isOver) this.reply.fail(error);
  }

  /** What error messages call it. */
  get action(): string {
    const { method, to: { target: { actor } } } = this;
    return `Cannot call ${formatActor(actor)}.${method.name}`;
  }
}
