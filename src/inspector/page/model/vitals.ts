import type { Overview } from "../../wire/protocol.ts";
import { History } from "./history.ts";

/** The figures of the overview that are kept for the charts. */
export type Vital =
  | "actors"
  | "activations"
  | "handled"
  | "queued"
  | "failed"
  | "deadLetters"
  | "loopLagMs"
  | "heapUsed"
  | "rss";

export type Vitals = History<Vital>;

/** How much of the past the charts show. */
export const SPAN_MS = 300_000;
/** The window of rates: long enough to be calm, short enough to be now. */
export const RATE_WINDOW_MS = 1_000;

export function createVitals(): Vitals {
  return new History<Vital>(SPAN_MS);
}

/** Keeps one overview. */
export function addOverview(
  vitals: Vitals,
  at: number,
  overview: Overview,
): void {
  vitals.add(at, overview);
}
