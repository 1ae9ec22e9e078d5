import type { QueuedTimer } from "../../actor/timer/timer_queue.ts";
import type { ActorId } from "../../envelope/actor_id.ts";

/** An actor that is woken at a time. */
export class Alarm implements QueuedTimer {
  readonly key: string;
  readonly actor: ActorId;
  dueAt = 0;
  place = -1;
  order = 0;
  /** When it is woken: a timer can wait for less. */
  wakeAt = 0;
  /** How often it could not be woken. */
  failures = 0;
  /** Whether its record is being loaded. */
  isLoading = false;
  readonly #ring: (alarm: Alarm) => void;

  constructor(key: string, actor: ActorId, ring: (alarm: Alarm) => void) {
    this.key = key;
    this.actor = actor;
    this.#ring = ring;
  }

  fire(): void {
    this.#ring(this);
  }
}

/** Names the alarm of an actor. */
export function keyOfAlarm({ type, id }: ActorId): string {
  return `${type.length}:${type}${id}`;
}
