import type { Durability } from "./durability.ts";

/** What is to be tried again of what is parked: one of it, or all. */
export interface ResendChoice {
  /** The number of a send. */
  readonly send?: number;
  /** The name of a reminder. */
  readonly reminder?: string;
}

/**
 * Has parked sends and reminders of a live actor tried again, in a turn of the
 * actor; returns how many.
 */
export function resendParked(
  { image: { reminders, sends } }: Durability,
  { send, reminder }: ResendChoice,
): number {
  const isAll = send === undefined && reminder === undefined;
  return sends.renew(({ sequence }) => isAll || sequence === send) +
    reminders.resume(({ name }) => isAll || name === reminder);
}
