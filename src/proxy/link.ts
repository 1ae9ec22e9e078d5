import { explainCodecError } from "../base/errors.ts";
import { formatActor } from "../envelope/actor_id.ts";
import { deliver } from "../envelope/deliver.ts";
import type { Method } from "../envelope/definition.ts";
import { type CallSite, LazyReply } from "../envelope/lazy_reply.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Caller, CallOptions, Target } from "../envelope/target.ts";
import { readCallOptions } from "./call_options.ts";

/** What a generated proxy calls its actor through. */
export interface Link {
  /** Calls a method. */
  call<Result>(method: Method, payload: unknown): Promise<Result>;
}

/**
 * The line from a caller to an actor; a proxy holds one and nothing else.
 *
 * It is a class of its own so that every proxy class shares its machine code:
 * fields of the proxies' base class would be looked up anew for each subclass.
 */
export class ActorLink implements Link, CallSite {
  target: Target;
  readonly caller: Caller | null;

  constructor(target: Target, caller: Caller | null) {
    this.target = target;
    this.caller = caller;
  }

  /** Returns a line to the same actor whose calls have these options. */
  with(options: CallOptions): ActorLink {
    return new ScopedLink(this.target, this.caller, options);
  }

  call<Result>(method: Method, payload: unknown): Promise<Result> {
    // No promise before somebody awaits it: a call waits only from that moment
    // on, and the failure of one that nobody awaits is no rejection. A great
    // many rejections at once are more than the platform bears.
    const reply = new LazyReply<Result>(this, method);
    post(this, method, payload, reply);
    return reply;
  }
}

/** A line whose calls each have a scope of their own. */
class ScopedLink extends ActorLink {
  readonly #options: CallOptions;

  constructor(target: Target, caller: Caller | null, options: CallOptions) {
    super(target, caller);
    this.#options = readCallOptions(options);
  }

  override with(options: CallOptions): ActorLink {
    return super.with({ ...this.#options, ...options });
  }

  override call<Result>(method: Method, payload: unknown): Promise<Result> {
    const reply = new LazyReply<Result>(this, method);
    reply.join(this.target.home.openScope(this.#options));
    // Given up before it began: nothing is queued.
    if (!reply.isOver) post(this, method, payload, reply);
    return reply;
  }
}

function post(
  link: ActorLink,
  method: Method,
  payload: unknown,
  reply: Reply,
): void {
  const { target, caller } = link;
  let copy: unknown;
  try {
    copy = method.copyPayload(payload, target);
  } catch (error) {
    const call = `Cannot call ${formatActor(target.actor)}.${method.name}`;
    target.refuse(method, reply, caller, explainCodecError(call, error));
    return;
  }
  const refusal = deliver(link, method, copy, reply, caller);
  if (refusal !== undefined) link.target.refuse(method, reply, caller, refusal);
}
