import type { ActorId } from "./actor_id.ts";

/** A send out of a durable actor's outbox, which its receiver takes once. */
export interface SentOnce {
  readonly kind: "send";
  readonly sender: ActorId;
  /** Names the outbox among those that the sender has had. */
  readonly line: string;
  /** Its number among the sender's sends, from 1. */
  readonly sequence: number;
  /**
   * The number of the last send before it to the same receiver of which it is
   * not known that it was taken: it may not overtake that. 0 without one.
   */
  readonly after: number;
  /** Its idempotency key, if it has one, too. */
  readonly key: string | null;
}

/** A call under an idempotency key, which has one effect and one answer. */
export interface KeyedOnce {
  readonly kind: "key";
  readonly key: string;
}

/** What keeps an envelope that comes again from having its effect again. */
export type Once = KeyedOnce | SentOnce;
