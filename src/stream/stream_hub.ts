import type { ActorId } from "../envelope/actor_id.ts";
import type { Carried } from "../envelope/carry.ts";
import type { Method } from "../envelope/definition.ts";
import type { Caller, Refusal } from "../envelope/target.ts";
import type { Subscription } from "./subscription.ts";

/** What all who use one stream id share, here or on another node. */
export interface StreamHub {
  /** Adds a subscription unless there is one like it. */
  subscribe(subscription: Subscription): void;
  /** Ends a subscription if there is one. */
  unsubscribe(method: Method, actor: ActorId): void;
  /** Starts an iteration over the payloads from now on. */
  openReader<T>(): AsyncIterableIterator<T>;
  /**
   * Hands a copy to each subscriber; returns the first refusal, if any, or a
   * promise where that is known later: one that is not awaited fails as a call
   * does.
   */
  publish(
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | Promise<void> | undefined;
}
