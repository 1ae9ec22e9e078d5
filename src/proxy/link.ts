import { explainCodecError } from "../base/errors.ts";
import { toCodecError } from "../codec/refusal.ts";
import { formatActor } from "../envelope/actor_id.ts";
import { type CallOptions, readCallOptions } from "../envelope/call_options.ts";
import type { Method } from "../envelope/definition.ts";
import { deliver } from "../envelope/deliver.ts";
import { CallReply, type CallSite } from "../envelope/replies/call_reply.ts";
import { SendReply } from "../envelope/replies/send_reply.ts";
import {
  SharedReply,
  type SharedReplyOwner,
} from "../envelope/replies/shared_reply.ts";
import type { Once } from "../envelope/once.ts";
import type { Reply, WaitingTurn } from "../envelope/reply.ts";
import { findKeyRefusal } from "./key_refusal.ts";
import { openStreaming } from "./streaming_link.ts";
import {
  type Call,
  type Caller,
  isRefusal,
  type Refusal,
  type Target,
} from "../envelope/target.ts";

const NO_OPTIONS: CallOptions = {};

/** What a generated proxy calls its actor through. */
export interface Link {
  /** Calls a method; to send is to leave what it returns alone. */
  call<Result>(method: Method, payload: unknown): Promise<Result>;
  /** Calls a streaming method. */
  stream<T, R>(method: Method, payload: unknown): AsyncGenerator<T, R, void>;
}

/**
 * The line from a caller to an actor; a proxy holds one and nothing else.
 *
 * It is a class of its own so that every proxy class shares its machine code:
 * fields of the proxies' base class would be looked up anew for each subclass.
 */
export class ActorLink implements Link, CallSite, SharedReplyOwner {
  target: Target;
  readonly caller: Caller | null;
  shared: SharedReply | null = null;

  constructor(target: Target, caller: Caller | null) {
    this.target = target;
    this.caller = caller;
  }

  /** Returns a line to the same actor whose calls have these options. */
  with(options: CallOptions): ActorLink {
    return new ScopedLink(this.target, this.caller, options);
  }

  call<Result>(method: Method, payload: unknown): Promise<Result> {
    const { asker, shared } = this;
    // As a rule a call that resolves to nothing is not awaited. This way is
    // small enough for the compiler to make it a part of the caller's code.
    return method.isOneWay && shared !== null && shared.madeBy === asker
      ? this.#share(method, payload, shared)
      : this.#begin(method, payload, asker);
  }

  stream<T, R>(method: Method, payload: unknown): AsyncGenerator<T, R, void> {
    const { options, target } = this;
    return openStreaming(
      this,
      method,
      payload,
      options,
      (error) => explain(target, method, error),
    );
  }

  /** What keeps its calls from having their effects again, if anything. */
  get once(): Once | null {
    return null;
  }

  /** The turn or hook that calls, if the caller's code belongs to one. */
  protected get asker(): WaitingTurn | null {
    return this.caller === null ? null : this.caller.asker;
  }

  /** What its calls may take, and who may give them up. */
  protected get options(): CallOptions {
    return NO_OPTIONS;
  }

  /** Makes a call with a reply of its own, or one that others will share. */
  #begin<Result>(
    method: Method,
    payload: unknown,
    asker: WaitingTurn | null,
  ): Promise<Result> {
    const shared = method.isOneWay ? this.#openShared(asker) : null;
    if (shared !== null) return this.#share(method, payload, shared);
    // No promise before it is awaited: a call waits only from that moment on,
    // and the failure of one that is not awaited is no rejection. A great
    // many rejections at once are more than the platform bears.
    const reply = new CallReply<Result>(this, method, asker);
    post(this, method, payload, reply);
    return reply;
  }

  #share<Result>(
    method: Method,
    payload: unknown,
    shared: SharedReply,
  ): Promise<Result> {
    let copy: unknown;
    try {
      copy = method.payloadCopier(payload, shared.target);
    } catch (error) {
      return this.#refuse(method, explain(shared.target, method, error));
    }
    return this.#send(method, copy, shared);
  }

  #send<Result>(
    method: Method,
    copy: unknown,
    shared: SharedReply,
  ): Promise<Result> {
    const { target } = shared;
    const answer = target.accept(method, copy, shared, this.caller);
    // It is closed where something failed meanwhile, maybe this very call.
    if (answer === undefined && this.shared === shared) {
      return new SendReply(shared, method, target.accepted - 1);
    }
    return this.#sendElsewhere(method, copy, shared, answer);
  }

  /** Sees to a call that was not simply queued. */
  #sendElsewhere<Result>(
    method: Method,
    copy: unknown,
    shared: SharedReply,
    answer: Refusal | Target | undefined,
  ): Promise<Result> {
    if (answer === undefined) {
      return shared.takeUnqueued<Result>() ??
        new SendReply(shared, method, shared.target.accepted - 1);
    }
    if (isRefusal(answer)) return this.#refuse(method, answer);
    this.target = answer;
    return this.#send(method, copy, this.#openShared(shared.madeBy)!);
  }

  /** Begins a reply for the calls to come; a wire's end cannot share one. */
  #openShared(asker: WaitingTurn | null): SharedReply | null {
    const { local } = this.target;
    if (local === null || !local.sharesReplies) return null;
    return this.shared = new SharedReply(local, this, asker);
  }

  #refuse<Result>(method: Method, refusal: unknown): Promise<Result> {
    const reply = new CallReply<Result>(this, method);
    this.target.refuse(method, reply, this.caller, refusal);
    return reply;
  }
}

/** A line whose calls may each have a scope of their own. */
export class ScopedLink extends ActorLink {
  readonly #options: CallOptions | null;
  readonly #once: Once | null;

  constructor(
    target: Target,
    caller: Caller | null,
    options: CallOptions | null,
  ) {
    super(target, caller);
    this.#options = options && readCallOptions(options);
    const key = options?.idempotencyKey;
    this.#once = key === undefined ? null : { kind: "key", key };
  }

  override get once(): Once | null {
    return this.#once;
  }

  protected override get options(): CallOptions {
    return this.#options ?? super.options;
  }

  override with(options: CallOptions): ActorLink {
    return this.vary({ ...this.#options, ...options });
  }

  /** Returns a line of the same kind with these options alone. */
  protected vary(options: CallOptions): ActorLink {
    return new ScopedLink(this.target, this.caller, options);
  }

  override call<Result>(method: Method, payload: unknown): Promise<Result> {
    if (this.#options === null) return super.call(method, payload);
    const reply = new CallReply<Result>(this, method, this.asker);
    if (this.limit(reply)) post(this, method, payload, reply);
    return reply;
  }

  /** Gives a call the scope of the options; returns whether to make it. */
  protected limit(reply: Call): boolean {
    const options = this.#options;
    if (options !== null) reply.join(this.target.host.openScope(options));
    if (this.#once !== null && !reply.isOver) this.#checkKey(reply);
    // Given up before it began: nothing is queued.
    return !reply.isOver;
  }

  #checkKey(call: Call): void {
    const { target, caller } = this;
    const refusal = findKeyRefusal(target, call.method);
    if (refusal !== null) target.refuse(call.method, call, caller, refusal);
  }
}

/** Makes the envelope of a call, and sends it. */
export function post(
  link: ActorLink,
  method: Method,
  payload: unknown,
  reply: Reply,
): void {
  const { target, caller } = link;
  // A wire writes what it takes as bytes at once, which are a copy, too.
  let copy = payload;
  if (target.local !== null) {
    try {
      copy = method.payloadCopier(payload, target);
    } catch (error) {
      target.refuse(method, reply, caller, explain(target, method, error));
      return;
    }
  }
  const refusal = deliver(link, method, copy, reply, caller);
  if (refusal !== undefined) link.target.refuse(method, reply, caller, refusal);
}

/** Says of which call a copier speaks. */
export function explain(
  target: Target,
  method: Method,
  error: unknown,
): unknown {
  const call = `Cannot call ${formatActor(target.actor)}.${method.name}`;
  return explainCodecError(call, toCodecError(error));
}
