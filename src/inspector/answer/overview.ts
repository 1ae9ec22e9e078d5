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
    refused: 0,
    dropped: 0,
    waiting: 0,
    stalled: 0,
  };
  for (const { type: { totals }, sums: one, stalled } of types.all) {
    sums.activations += totals.activations;
    sums.accepted += one.accepted;
    sums.handled += one.handled;
    sums.queued += one.inbox;
    sums.refused += one.refused;
    sums.dropped += one.dropped;
    sums.waiting += one.waiting;
    sums.stalled += stalled;
  }
  const { failed, restarts, deadLetters } = view.incidents.counts;
  return {
    ...sums,
    failed,
    restarts,
    deadLetters,
    actors: types.actorCount,
    types: types.all.map((record) =>
      record.toSum(view.incidents.countsOf(record.type.name))
    ),
    streams: view.streams.size,
    timers: view.timers,
    deadlocks: events.deadlocks,
    loopLagMs,
    heapUsed,
    rss,
    isSuspended: view.isSuspended,
    state: view.state,
  };
}
