import { Histogram } from "./histogram.ts";
import type { Times } from "../wire/protocol.ts";

/** The times that turns waited and ran. */
export class TurnTimes {
  readonly queue = new Histogram();
  readonly run = new Histogram();
  count = 0;
  failed = 0;

  /** Adds a turn that is over. */
  add(queueMs: number, runMs: number, isFailed: boolean): void {
    this.queue.add(queueMs);
    this.run.add(runMs);
    this.count++;
    if (isFailed) this.failed++;
  }
}

/** The figures of all turns of an actor, or of a type. */
export interface TimesOfBoth {
  readonly queueMs: Times | null;
  readonly runMs: Times | null;
}

/** The figures of an actor none of whose turns was timed. */
export const NO_TIMES: TimesOfBoth = { queueMs: null, runMs: null };

/** Returns the figures of several sets of turns together. */
export function readTimes(
  parts: readonly TurnTimes[],
  isSampled: boolean,
): TimesOfBoth {
  return {
    queueMs: read(parts.map(({ queue }) => queue), isSampled),
    runMs: read(parts.map(({ run }) => run), isSampled),
  };
}

function read(parts: readonly Histogram[], isSampled: boolean): Times | null {
  const all = merge(parts);
  const { samples } = all;
  if (samples === 0) return null;
  return { mean: all.meanMs, p99: all.quantile(0.99), samples, isSampled };
}

function merge(parts: readonly Histogram[]): Histogram {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const all = new Histogram();
  for (const part of parts) all.merge(part);
  return all;
}
