import { UncommittedStateError } from "../base/durable_errors.ts";
import { formatActor } from "../envelope/actor_id.ts";
import type { CallOptions } from "../envelope/call_options.ts";
import type { Method } from "../envelope/definition.ts";
import { EnvelopeView, type Interceptor } from "../envelope/interceptor.ts";
import {
  Attempt,
  InterceptedReply,
} from "../envelope/replies/intercepted_reply.ts";
import type { Caller, Target } from "../envelope/target.ts";
import { sendIntercepted } from "./intercepted_streaming.ts";
import { type ActorLink, explain, post, ScopedLink } from "./link.ts";
import { surroundCall } from "./outgoing.ts";
import { openStreaming } from "./streaming_link.ts";

/** A line whose calls are surrounded by interceptors. */
export class InterceptedLink extends ScopedLink {
  readonly #interceptors: readonly Interceptor[];

  constructor(
    target: Target,
    caller: Caller | null,
    interceptors: readonly Interceptor[],
    options: CallOptions | null = null,
  ) {
    super(target, caller, options);
    this.#interceptors = interceptors;
  }

  protected override vary(options: CallOptions): ActorLink {
    const { target, caller } = this;
    return new InterceptedLink(target, caller, this.#interceptors, options);
  }

  override call<Result>(method: Method, payload: unknown): Promise<Result> {
    const reply = new InterceptedReply<Result>(this, method, this.asker);
    if (!this.limit(reply)) return reply;
    const making = new CallMaking(this, method, payload, reply);
    making.begin(this.#interceptors);
    return reply;
  }

  override stream<T, R>(
    method: Method,
    payload: unknown,
  ): AsyncGenerator<T, R, void> {
    const { options, target } = this;
    const say = (error: unknown): unknown => explain(target, method, error);
    const send = sendIntercepted(this, this.#interceptors, say);
    return openStreaming(this, method, payload, options, say, send);
  }
}

/** The making of one call, within interceptors. */
class CallMaking<Result> {
  readonly #link: ActorLink;
  readonly #method: Method;
  readonly #reply: InterceptedReply<Result>;
  readonly #view: EnvelopeView;
  // Of a durable caller: what its calls are committed with.
  readonly #transaction: object | null;
  #payload: unknown;
  #refusal: { readonly error: unknown } | null = null;

  constructor(
    link: ActorLink,
    method: Method,
    payload: unknown,
    reply: InterceptedReply<Result>,
  ) {
    this.#link = link;
    this.#method = method;
    this.#payload = payload;
    this.#reply = reply;
    const { target, caller } = link;
    this.#view = new EnvelopeView(target, method, payload, caller);
    this.#transaction = caller?.durability?.calls.current ?? null;
  }

  begin(interceptors: readonly Interceptor[]): void {
    const outcome = surroundCall(
      interceptors,
      this.#view,
      () => this.#attempt(),
    );
    // Made later, or made again, it sends what it was made with.
    if (!(outcome instanceof Attempt)) this.#keepPayload();
    outcome.tell(this.#reply.end);
  }

  #attempt(): Attempt {
    const attempt = this.#reply.attempt();
    if (attempt.isOver) return attempt;
    const { target, caller } = this.#link;
    if (this.#isLate()) {
      target.refuse(this.#method, attempt, caller, this.#makeLateError());
      return attempt;
    }
    try {
      if (this.#refusal !== null) throw this.#refusal.error;
      // Of the context in which an interceptor goes on.
      attempt.carried = target.host.carry?.capture(target) ?? null;
    } catch (error) {
      const refusal = explain(target, this.#method, error);
      target.refuse(this.#method, attempt, caller, refusal);
      return attempt;
    }
    post(this.#link, this.#method, this.#payload, attempt);
    return attempt;
  }

  /** Whether the turn is over that its call is to be committed with. */
  #isLate(): boolean {
    const transaction = this.#transaction;
    const turns = this.#link.caller?.durability?.calls;
    return transaction !== null && !turns?.isOpen(transaction);
  }

  #makeLateError(): UncommittedStateError {
    const { target, caller } = this.#link;
    return new UncommittedStateError(
      `Cannot call ${formatActor(target.actor)}.${this.#method.name}: the ` +
        `turn of ${formatActor(caller!.actor)} that made the call is over, ` +
        "and what it sends is committed with it; an interceptor must call " +
        "next() before it waits, or the turn await the call",
    );
  }

  #keepPayload(): void {
    try {
      this.#payload = this.#method.payloadCopier(
        this.#payload,
        this.#link.target,
      );
    } catch (error) {
      this.#refusal = { error };
    }
  }
}
