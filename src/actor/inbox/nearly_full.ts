/** From so many envelopes on a cell is run before others: three quarters. */
export function nearlyFull(inboxCapacity: number): number {
  return inboxCapacity - (inboxCapacity >> 2);
}
