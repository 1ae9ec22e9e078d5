import type { CallError } from "../base/errors.ts";
import type { ReferenceOwner } from "../codec/reference.ts";
import type { ActorId } from "./actor_id.ts";
import type { Method } from "./definition.ts";
import type { Reply } from "./reply.ts";

/** An actor as the sender of envelopes; outside code has none. */
export interface Caller extends ReferenceOwner {
  readonly actor: ActorId;
}

/**
 * Where envelopes for one actor go: its inbox here, or a wire to elsewhere.
 *
 * An envelope is four values handed over side by side, not an object: a
 * message costs no allocation of its own.
 */
export interface Target extends ReferenceOwner {
  readonly actor: ActorId;
  /** What all targets of one engine share: proxies do not leave it. */
  readonly home: object;
  /**
   * Takes an envelope whose payload is already the receiver's own copy.
   *
   * Returns the refusal when it cannot: then nothing was queued, and whoever
   * made the envelope settles its reply.
   */
  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): CallError | undefined;
  /** Tells a caller that its call was not taken. */
  refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void;
}
