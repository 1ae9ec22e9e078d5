import type { Attributes, Meter } from "@opentelemetry/api";
import type { EngineView } from "../engine/view.ts";

/** Where the buckets of times end, in seconds. */
const TIMES = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];

/** Where those of numbers of records end. */
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/**
 * Measures how long commits take, how long turns wait for them, and how many
 * records are written at once; until the result is called.
 */
export function measureCommits(
  meter: Meter,
  attributes: Attributes,
  view: EngineView,
): () => void {
  const times = {
    unit: "s",
    advice: { explicitBucketBoundaries: TIMES },
  };
  const store = meter.createHistogram("backstage.commit.duration", {
    ...times,
    description: "How long the store took for a commit",
  });
  const wait = meter.createHistogram("backstage.commit.wait", {
    ...times,
    description: "How long the first turn of a commit waited for it",
  });
  const size = meter.createHistogram("backstage.commit.records", {
    advice: { explicitBucketBoundaries: SIZES },
    description: "How many records were written at once",
  });
  return view.commits.hear(({ storeMs, waitMs, actors }) => {
    store.record(storeMs / 1_000, attributes);
    wait.record(waitMs / 1_000, attributes);
    size.record(actors, attributes);
  });
}
