import { CallError, readOutcome } from "../base/errors.ts";
import { isThrown } from "../base/thrown.ts";
import { formatActor } from "../envelope/actor_id.ts";
import { type CallOptions, readCallOptions } from "../envelope/call_options.ts";
import type { Method } from "../envelope/definition.ts";
import { EnvelopeView, type Interceptor } from "../envelope/interceptor.ts";
import {
  Attempt,
  InterceptedReply,
} from "../envelope/replies/intercepted_reply.ts";
import { LazyOutcome } from "../envelope/replies/lazy_outcome.ts";
import type { Caller, Target } from "../envelope/target.ts";
import { ActorLink, explain, post } from "./link.ts";

/** A line whose calls are surrounded by interceptors. */
export class InterceptedLink extends ActorLink {
  readonly #interceptors: readonly Interceptor[];
  readonly #options: CallOptions | null;

  constructor(
    target: Target,
    caller: Caller | null,
    interceptors: readonly Interceptor[],
    options: CallOptions | null = null,
  ) {
    super(target, caller);
    this.#interceptors = interceptors;
    this.#options = options && readCallOptions(options);
  }

  protected override get options(): CallOptions {
    return this.#options ?? super.options;
  }

  override with(options: CallOptions): ActorLink {
    const { target, caller } = this;
    const all = { ...this.#options, ...options };
    return new InterceptedLink(target, caller, this.#interceptors, all);
  }

  override call<Result>(method: Method, payload: unknown): Promise<Result> {
    const asker = this.caller === null ? null : this.caller.asker;
    const reply = new InterceptedReply<Result>(this, method, asker);
    if (this.#options !== null) {
      reply.join(this.target.host.openScope(this.#options));
      if (reply.isOver) return reply;
    }
    const making = new CallMaking(this, method, payload, reply);
    making.begin(this.#interceptors);
    return reply;
  }
}

/** The making of one call, within interceptors. */
class CallMaking<Result> {
  readonly #link: ActorLink;
  readonly #method: Method;
  readonly #reply: InterceptedReply<Result>;
  readonly #view: EnvelopeView;
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
  }

  begin(interceptors: readonly Interceptor[]): void {
    const outcome = this.#pass(interceptors, 0);
    // Made later, or made again, it sends what it was made with.
    if (!(outcome instanceof Attempt)) this.#keepPayload();
    outcome.tell(this.#reply.end);
  }

  #pass(interceptors: readonly Interceptor[], at: number): LazyOutcome {
    const interceptor = interceptors[at];
    if (interceptor === undefined) return this.#attempt();
    const passage = new Passage(
      this.#view,
      () => this.#pass(interceptors, at + 1),
    );
    return passage.through(interceptor);
  }

  #attempt(): Attempt {
    const attempt = this.#reply.attempt();
    if (attempt.isOver) return attempt;
    const { target, caller } = this.#link;
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

/** The way of one call through one interceptor. */
class Passage {
  readonly #call: EnvelopeView;
  readonly #inner: () => LazyOutcome;
  #last: LazyOutcome | null = null;
  #isOver = false;

  constructor(call: EnvelopeView, inner: () => LazyOutcome) {
    this.#call = call;
    this.#inner = inner;
  }

  /** Lets an interceptor see the call; returns how that ends. */
  through(interceptor: Interceptor): LazyOutcome {
    let answer: unknown;
    try {
      answer = interceptor.outgoing!(this.#call, this.#next);
    } catch (error) {
      return this.#failed(error);
    }
    const isLater = typeof answer === "object" && answer !== null;
    if (!isLater || answer === this.#last) return this.#end();
    const outcome = new LazyOutcome();
    new Promise((resolve) => resolve(answer)).then(
      () => this.#end().tell(outcome),
      (error) => this.#failed(error).tell(outcome),
    );
    return outcome;
  }

  readonly #next = (): Promise<unknown> => {
    if (this.#isOver) throw this.#refuse("its interceptor has ended");
    if (this.#last !== null && !mayRepeat(this.#last)) {
      throw this.#refuse("it was called before, and may have run");
    }
    return this.#last = this.#inner();
  };

  #end(): LazyOutcome {
    this.#isOver = true;
    if (this.#last !== null) return this.#last;
    const { actor, method } = this.#call;
    return this.#failed(
      new TypeError(
        `Cannot call ${formatActor(actor)}.${method}: its interceptor ` +
          "neither called next() nor threw",
      ),
    );
  }

  #failed(error: unknown): LazyOutcome {
    this.#isOver = true;
    const outcome = new LazyOutcome();
    outcome.fail(error);
    return outcome;
  }

  #refuse(state: string): TypeError {
    const { actor, method } = this.#call;
    return new TypeError(
      `Cannot call next() for ${formatActor(actor)}.${method}: ${state}`,
    );
  }
}

/** Whether a call is sure not to have run, and may be made once more. */
function mayRepeat({ isOver, error }: LazyOutcome): boolean {
  return isOver && isThrown(error, CallError) &&
    readOutcome(error) === "not-run";
}
