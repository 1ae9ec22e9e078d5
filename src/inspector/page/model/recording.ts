import type { Timeline, TimelineTurn } from "../../wire/protocol.ts";
import { formatName } from "../../wire/trace.ts";

const MAX_TURNS = 20_000;

/** The turns that one recording has brought so far, the last ones. */
export class Recording {
  #turns: TimelineTurn[] = [];
  #engine = "";
  #lastNumber = 0;
  // Whether a file's turns are shown, among which none of the engine's belong.
  #isOpened = false;

  get turns(): readonly TimelineTurn[] {
    return this.#turns;
  }

  /** The number of the last turn, to ask for what came after it. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  add({ rows }: Timeline): void {
    for (const turn of rows) {
      if (turn.number <= this.#lastNumber) continue;
      if (!this.#isOpened) this.#turns.push(turn);
      this.#lastNumber = turn.number;
    }
    if (this.#turns.length > MAX_TURNS) {
      this.#turns = this.#turns.slice(-MAX_TURNS);
    }
  }

  /**
   * Begins anew when another engine answers: it counts from one. A file's turns
   * are no engine's: they stay.
   */
  follow(engine: string): void {
    if (this.#engine === engine) return;
    this.#engine = engine;
    if (!this.#isOpened) this.#turns = [];
    this.#lastNumber = 0;
  }

  /** Shows the turns of a file until the next recording begins. */
  show(turns: readonly TimelineTurn[]): void {
    this.#turns = turns.slice(-MAX_TURNS);
    this.#isOpened = true;
  }

  /** Forgets the turns, so that what comes is a recording of its own. */
  clear(): void {
    this.#turns = [];
    this.#isOpened = false;
  }
}

/** The turns of one actor. */
export interface Lane {
  readonly label: string;
  readonly turns: TimelineTurn[];
  readonly busyMs: number;
}

/** Sorts turns into lanes, one for each actor, the busiest first. */
export function toLanes(turns: readonly TimelineTurn[]): Lane[] {
  const groups = Map.groupBy(turns, ({ actor }) => formatName(actor));
  return [...groups].map(([label, turns]) => ({
    label,
    turns,
    busyMs: turns.reduce(
      (sum, { startedAt, endedAt }) => sum + endedAt - startedAt,
      0,
    ),
  })).sort((a, b) => b.busyMs - a.busyMs || (a.label < b.label ? -1 : 1));
}

/** The part of time that is to be seen, in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The whole time that turns take. */
export function spanOf(turns: readonly TimelineTurn[]): Span {
  let from = Infinity;
  let to = -Infinity;
  for (const { startedAt, endedAt } of turns) {
    from = Math.min(from, startedAt);
    to = Math.max(to, endedAt);
  }
  return to > from ? { from, to } : { from: 0, to: 1 };
}

/** Makes a span longer or shorter around a fixed share of it. */
export function zoom(span: Span, factor: number, around: number): Span {
  const length = Math.max(0.01, (span.to - span.from) * factor);
  const middle = span.from + (span.to - span.from) * around;
  return { from: middle - length * around, to: middle + length * (1 - around) };
}

/** Moves a span by a share of its length. */
export function pan(span: Span, share: number): Span {
  const by = (span.to - span.from) * share;
  return { from: span.from + by, to: span.to + by };
}

/** Picks round times for the marks of an axis. */
export function tickTimes({ from, to }: Span, count: number): number[] {
  const step = roundStep((to - from) / count);
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, index) => (first + index) * step,
  );
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = [1, 2, 5].find((one) => one * power >= rough) ?? 10;
  return digit * power;
}
