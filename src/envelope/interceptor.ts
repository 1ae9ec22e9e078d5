import { showOption } from "../base/show_option.ts";
import type { ReferenceOwner } from "../codec/reference/reference.ts";
import type { ActorId } from "./actor_id.ts";
import type { Method } from "./definition.ts";

/** A call as an interceptor sees it: to look at, not to change. */
export interface OutgoingCall {
  /** The actor that is called. */
  readonly actor: ActorId;
  /** The name of its method. */
  readonly method: string;
  /** The actor that calls; `null` for code outside actors. */
  readonly caller: ActorId | null;
  /**
   * The interceptor's own copy of what is sent, made when it is first looked
   * at: the argument, a list where the method has several parameters, or
   * `undefined` where it has none.
   */
  readonly payload: unknown;
}

/** A turn as an interceptor sees it: to look at, not to change. */
export interface IncomingTurn extends OutgoingCall {
  /**
   * What it runs for: a call or send, a stream's payload, a timer's tick, or a
   * reminder of a durable actor.
   */
  readonly kind: "call" | "payload" | "reminder" | "tick";
  /** The actor whose turn it is. */
  readonly actor: ActorId;
  /** The name of its method; `timer` for a tick, which has no payload. */
  readonly method: string;
  /**
   * The actor that sent the envelope, which the engine knows by itself; `null`
   * for code outside actors, ticks and reminders.
   */
  readonly caller: ActorId | null;
}

/**
 * Code around turns and calls, of an engine or of one class: it sees what
 * comes in and goes out, and may refuse it by throwing.
 *
 * It changes nothing else: what it returns is not looked at, though a promise
 * is waited for, and what it catches is thrown all the same.
 *
 * @example Refuse what is for administrators
 * ```ts
 * import { Engine, ExpectedError, type Interceptor } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const seen: string[] = [];
 * const guard: Interceptor = {
 *   incoming(turn, next) {
 *     seen.push(turn.method);
 *     if (turn.method.startsWith("admin")) {
 *       throw new ExpectedError("for administrators", { code: "forbidden" });
 *     }
 *     return next();
 *   },
 * };
 * await using engine = new Engine({ interceptors: [guard] });
 * assertEquals([engine.snapshot().actors, seen], [[], []]);
 * ```
 */
export interface Interceptor {
  /**
   * Surrounds a turn. `next` runs what is within, once, and returns or throws
   * what that does: a promise where the turn goes on. Without `next` it must
   * throw. The turn ends when both the interceptor and the method have ended.
   */
  incoming?(turn: IncomingTurn, next: () => unknown): unknown;
  /**
   * Surrounds a call or send. `next` makes the call, and returns its reply,
   * which may be awaited or not. It may be called again only when the reply has
   * failed as `not-run`. Without `next` it must throw.
   */
  outgoing?(call: OutgoingCall, next: () => Promise<unknown>): unknown;
}

const SENTENCE = 'it must have functions "incoming" or "outgoing"';

/**
 * Checks the interceptors of an engine's or class's options; none unless given.
 *
 * @throws {TypeError} If they are no list, or one of them is none.
 */
export function readInterceptors(list: unknown = []): readonly Interceptor[] {
  if (!Array.isArray(list)) {
    throw new TypeError(
      `Cannot use interceptors ${showOption(list)}: it must be an array`,
    );
  }
  for (const [at, one] of list.entries()) {
    if (isInterceptor(one)) continue;
    throw new TypeError(
      `Cannot use interceptors[${at}] ${showOption(one)}: ${SENTENCE}`,
    );
  }
  return [...list];
}

function isInterceptor(value: unknown): value is Interceptor {
  if (typeof value !== "object" || value === null) return false;
  const { incoming, outgoing } = value as Interceptor;
  const given = [incoming, outgoing].filter((one) => one !== undefined);
  return given.length > 0 && given.every((one) => typeof one === "function");
}

/** Returns the interceptors that see calls. */
export function listOutgoing(
  interceptors: readonly Interceptor[],
): readonly Interceptor[] {
  return interceptors.filter(({ outgoing }) => outgoing !== undefined);
}

/** Whom an envelope is for, and what copies it for a look. */
interface Recipient extends ReferenceOwner {
  readonly actor: ActorId;
}

/** An envelope as interceptors see it. */
export class EnvelopeView implements OutgoingCall {
  readonly #to: Recipient;
  readonly #method: Method;
  readonly #caller: { readonly actor: ActorId } | null;
  #payload: unknown;
  #isCopied = false;

  constructor(
    to: Recipient,
    method: Method,
    payload: unknown,
    caller: { readonly actor: ActorId } | null,
  ) {
    this.#to = to;
    this.#method = method;
    this.#payload = payload;
    this.#caller = caller;
  }

  get actor(): ActorId {
    return this.#to.actor;
  }

  get method(): string {
    return this.#method.name;
  }

  get caller(): ActorId | null {
    return this.#caller === null ? null : this.#caller.actor;
  }

  get payload(): unknown {
    if (this.#isCopied) return this.#payload;
    this.#payload = this.#method.copyPayload(this.#payload, this.#to);
    this.#isCopied = true;
    return this.#payload;
  }
}
