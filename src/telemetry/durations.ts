import type { Histogram, Meter } from "@opentelemetry/api";
import type { Probe, ProbedTurn } from "../actor/port/probe.ts";
import type { Labels } from "./labels.ts";

/** Where the buckets end, in seconds: most turns are short. */
const BOUNDARIES = [
  0.000_01,
  0.000_05,
  0.000_1,
  0.000_5,
  0.001,
  0.005,
  0.01,
  0.05,
  0.1,
  0.5,
  1,
  5,
  10,
];

/** Measures how long envelopes wait, and how long turns take. */
export class Durations implements Probe {
  readonly #labels: Labels;
  readonly #queue: Histogram;
  readonly #run: Histogram;

  constructor(meter: Meter, labels: Labels) {
    const options = {
      unit: "s",
      advice: { explicitBucketBoundaries: BOUNDARIES },
    };
    this.#labels = labels;
    this.#queue = meter.createHistogram("backstage.queue.duration", {
      ...options,
      description: "How long envelopes waited for their turns",
    });
    this.#run = meter.createHistogram("backstage.turn.duration", {
      ...options,
      description: "How long turns took, awaits included",
    });
  }

  arrive(): true {
    return true;
  }

  start(turn: ProbedTurn): void {
    const waitedMs = turn.startedAt - turn.arrival.at;
    this.#queue.record(waitedMs / 1_000, this.#labels.of(turn).metric);
  }

  end(turn: ProbedTurn): void {
    const { startedAt, endedAt, outcome } = turn;
    if (outcome === "running") return;
    const label = this.#labels.of(turn)[outcome];
    this.#run.record((endedAt - startedAt) / 1_000, label);
  }
}
