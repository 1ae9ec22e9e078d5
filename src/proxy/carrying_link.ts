import type { Carried, Carry } from "../envelope/carry.ts";
import type { CallOptions } from "../envelope/call_options.ts";
import type { Method } from "../envelope/definition.ts";
import { CallReply } from "../envelope/replies/call_reply.ts";
import { CarryingReply } from "../envelope/replies/carrying_reply.ts";
import type { Caller, Target } from "../envelope/target.ts";
import { type ActorLink, explain, post, ScopedLink } from "./link.ts";

/** A line whose calls carry context values. */
export class CarryingLink extends ScopedLink {
  readonly #carry: Carry;

  constructor(
    target: Target,
    caller: Caller | null,
    carry: Carry,
    options: CallOptions | null = null,
  ) {
    super(target, caller, options);
    this.#carry = carry;
  }

  protected override vary(options: CallOptions): ActorLink {
    return new CarryingLink(this.target, this.caller, this.#carry, options);
  }

  override call<Result>(method: Method, payload: unknown): Promise<Result> {
    const { target, caller } = this;
    let carried: Carried | null;
    try {
      carried = this.#carry.capture(target);
    } catch (error) {
      const reply = new CallReply<Result>(this, method, this.asker);
      target.refuse(method, reply, caller, explain(target, method, error));
      return reply;
    }
    // What carries nothing is sent as it is elsewhere.
    if (carried === null) return super.call(method, payload);
    const reply = new CarryingReply<Result>(carried, this, method, this.asker);
    if (this.limit(reply)) post(this, method, payload, reply);
    return reply;
  }
}
