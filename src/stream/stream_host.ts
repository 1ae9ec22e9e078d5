import type { ReferenceOwner } from "../codec/reference/reference.ts";
import type { Carried, Carry } from "../envelope/carry.ts";
import type { ActorDefinition } from "../envelope/definition.ts";
import type { CallReply } from "../envelope/replies/call_reply.ts";
import type { Caller, Refusal, Target } from "../envelope/target.ts";
import type { Subscription } from "./subscription.ts";

/** What streams ask of the engine around them. */
export interface StreamHost {
  /** How many unread payloads an iteration keeps. */
  readonly readerCapacity: number;
  /** Binds references in payloads for readers outside of actors. */
  readonly outside: ReferenceOwner;

  /** What payloads carry from context to context, if anything. */
  readonly carry: Carry | null;
  /** Whether an iteration ends as soon as it begins. */
  readonly endsReaders: boolean;
  /** Whether publications of this caller are turned away. */
  refuses(caller: Caller | null): boolean;
  /** Returns where envelopes for an actor go. */
  route(definition: ActorDefinition, id: string): Target;
  /** Queues one payload, already the receiver's own copy. */
  deliver(
    subscription: Subscription,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined;

  /** Learns of a new subscription. */
  noteSubscribed(subscription: Subscription): void;
  /** Learns that a subscription ended. */
  noteUnsubscribed(subscription: Subscription): void;
  /** Learns that a stream has no listener any more. */
  noteEmpty(stream: string): void;
  /** Learns of a payload that a subscriber could not take. */
  noteUndelivered(
    subscription: Subscription,
    caller: Caller | null,
    refusal: Refusal,
  ): void;
  /** Logs a failed publication unless it is awaited in time. */
  reportUnpublished(
    stream: string,
    reply: CallReply<void>,
    error: unknown,
  ): void;
}
