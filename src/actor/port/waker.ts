import type { ActorId } from "../../envelope/actor_id.ts";

/** What wakes actors when their records ask for it. */
export interface Waker {
  /** Learns when an actor must be woken next; `null` is never. */
  note(actor: ActorId, wakeAt: number | null): void;
  /** Learns that an actor that it wakes has its record. */
  noteLoaded(actor: ActorId): void;
  /**
   * Learns that an actor could not be activated, and when it was to be, if that
   * is known: it is tried again, later each time.
   */
  noteFailed(actor: ActorId, wakeAt: number | null): void;
}
