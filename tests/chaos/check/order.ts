import type { Note } from "../../cast/scribe.ts";
import type { Call } from "../client/history.ts";

/** A note that was answered. */
interface Noted extends Note {
  readonly number: number;
}

/**
 * Says which notes of one lane to one scribe were not taken in their order: not
 * by their places in a life of it, or in a life that had given way to another.
 */
export function tellOrder(calls: readonly Call[]): string[] {
  const notes = calls.filter(({ kind, outcome }) =>
    kind === "note" && outcome === "answered"
  );
  const byLane = Map.groupBy(notes, ({ lane }) => lane);
  return [...byLane].flatMap(([lane, own]) => tellLane(lane, own));
}

function tellLane(lane: string, calls: readonly Call[]): string[] {
  const faults: string[] = [];
  const ended = new Set<string>();
  let last: Noted | null = null;
  const notes = calls
    .map(({ number, value }): Noted => ({ number, ...value as Note }))
    .toSorted((one, other) => one.number - other.number);
  for (const note of notes) {
    if (last !== null && last.life !== note.life) {
      ended.add(last.life);
      if (ended.has(note.life)) {
        faults.push(
          `${lane}: ${note.number} came into a life that was over ` +
            `at ${last.number}`,
        );
      }
    } else if (last !== null && note.place <= last.place) {
      faults.push(
        `${lane}: ${note.number} came at place ${note.place}, ` +
          `behind ${last.number} at ${last.place}`,
      );
    }
    last = note;
  }
  return faults;
}
