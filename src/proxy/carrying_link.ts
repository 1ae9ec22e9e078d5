import type { Carried, Carry } from "../envelope/carry.ts";
import { type CallOptions, readCallOptions } from "../envelope/call_options.ts";
import type { Method } from "../envelope/definition.ts";
import { CallReply } from "../envelope/replies/call_reply.ts";
import { CarryingReply } from "../envelope/replies/carrying_reply.ts";
import type { Caller, Target } from "../envelope/target.ts";
import { ActorLink, explain, post } from "./link.ts";

/** A line whose calls carry context values. */
export class CarryingLink extends ActorLink {
  readonly #carry: Carry;
  readonly #options: CallOptions | null;

  constructor(
    target: Target,
    caller: Caller | null,
    carry: Carry,
    options: CallOptions | null = null,
  ) {
    super(target, caller);
    this.#carry = carry;
    this.#options = options && readCallOptions(options);
  }

  protected override get options(): CallOptions {
    return this.#options ?? super.options;
  }

  override with(options: CallOptions): ActorLink {
    const { target, caller } = this;
    const all = { ...this.#options, ...options };
    return new CarryingLink(target, caller, this.#carry, all);
  }

  override call<Result>(method: Method, payload: unknown): Promise<Result> {
    const { target, caller } = this;
    const asker = caller === null ? null : caller.asker;
    let carried: Carried | null;
    try {
      carried = this.#carry.capture(target);
    } catch (error) {
      const reply = new CallReply<Result>(this, method, asker);
      target.refuse(method, reply, caller, explain(target, method, error));
      return reply;
    }
    const options = this.#options;
    // What carries nothing is sent as it is elsewhere.
    if (carried === null && options === null) {
      return super.call(method, payload);
    }
    const reply = carried === null
      ? new CallReply<Result>(this, method, asker)
      : new CarryingReply<Result>(carried, this, method, asker);
    if (options !== null) reply.join(target.host.openScope(options));
    if (!reply.isOver) post(this, method, payload, reply);
    return reply;
  }
}
