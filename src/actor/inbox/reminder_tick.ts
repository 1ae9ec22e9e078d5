import type { Method } from "../../envelope/definition.ts";
import type { StoredReminder } from "../../store/record.ts";

/** The tick of a reminder on its way: the payload of its envelope. */
export class ReminderTick {
  readonly reminder: StoredReminder;
  /** The method that it calls. */
  readonly method: Method;
  /** What it calls it with: the actor's own. */
  readonly payload: unknown;
  /** When the next one is due, once its turn has begun; `null` is never. */
  nextAt: number | null = null;

  constructor(reminder: StoredReminder, method: Method, payload: unknown) {
    this.reminder = reminder;
    this.method = method;
    this.payload = payload;
  }
}
