import type { Collector } from "../collect/collector.ts";
import type { Overview } from "../wire/protocol.ts";

/** Answers how the whole engine fares. */
export function readOverview(collector: Collector): Overview {
  const { view, types, events, loopLagMs } = collector;
  const { heapUsed, rss } = Deno.memoryUsage();
  const sums = {
    activations: 0,
    accepted: 0,
    handled: 0,
    queued: 0,
    failed: 0,
    refused: 0,
    dropped: 0,
    deadLetters: 0,
    restarts: 0,
    waiting: 0,
    stalled: 0,
  };
  for (const { type: { totals }, sums: one, stalled } of types.all) {
    sums.activations += totals.activations;
    sums.accepted += one.accepted;
    sums.handled += one.handled;
    sums.queued += one.inbox;
    sums.failed += one.failed;
    sums.refused += one.refused;
    sums.dropped += one.dropped;
    sums.deadLetters += totals.deadLetters;
    sums.restarts += totals.restarts;
    sums.waiting += one.waiting;
    sums.stalled += stalled;
  }
  return {
    ...sums,
    actors: types.actorCount,
    types: types.all.map((type) => type.toSum()),
    streams: view.streams.size,
    timers: view.timers,
    deadlocks: events.deadlocks,
    loopLagMs,
    heapUsed,
    rss,
    state: view.state,
  };
}
