import type { ActorType } from "../../actor/actor_type.ts";
import type { IncidentCounts } from "../../engine/incident_log.ts";
import type { EngineView } from "../../engine/view.ts";
import { writeClusterMetrics } from "./cluster_metrics.ts";
import { writeDurableMetrics } from "./durable_metrics.ts";
import { MetricLines } from "./prometheus.ts";
import { type Sums, sumUp } from "../collect/type_records.ts";

/** The media type of Prometheus' text format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** The counters of one actor type. */
type TypeFigures = Sums & IncidentCounts & {
  readonly actors: number;
  readonly activations: number;
};

/** One metric of each actor type: its name, kind, help and figure. */
const METRICS: readonly (readonly [
  string,
  "counter" | "gauge",
  string,
  keyof TypeFigures,
])[] = [
  ["actors", "gauge", "Live actors.", "actors"],
  ["inbox_envelopes", "gauge", "Envelopes that wait in inboxes.", "inbox"],
  ["waiting_actors", "gauge", "Actors that await a reply.", "waiting"],
  ["activations_total", "counter", "Activations so far.", "activations"],
  ["restarts_total", "counter", "Activations after a failure.", "restarts"],
  ["accepted_total", "counter", "Envelopes that inboxes took.", "accepted"],
  ["handled_total", "counter", "Envelopes that are done.", "handled"],
  ["failed_total", "counter", "Turns and hooks that failed.", "failed"],
  ["refused_total", "counter", "Envelopes that inboxes refused.", "refused"],
  ["dropped_total", "counter", "Envelopes dropped for room.", "dropped"],
  [
    "dead_letters_total",
    "counter",
    "Envelopes that no inbox took.",
    "deadLetters",
  ],
];

/** Writes an engine's counters in Prometheus' text format, by actor type. */
export function writeMetrics(view: EngineView): string {
  const lines = new MetricLines();
  const types = Array.from(
    view.program.types,
    (type) => [type.name, readFigures(view, type)] as const,
  );
  for (const [name, kind, help, figure] of METRICS) {
    lines.head(name, kind, help);
    for (const [type, figures] of types) {
      lines.ofType(name, type, figures[figure]);
    }
  }
  writeEngine(view, lines);
  if (view.store !== null) writeDurableMetrics(view, lines);
  if (view.remote !== null) writeClusterMetrics(view.remote, lines);
  return lines.toString();
}

function writeEngine(view: EngineView, lines: MetricLines): void {
  const { heapUsed, rss } = Deno.memoryUsage();
  const isStopping = Number(view.state !== "open");
  const { size } = view.streams;
  lines.only("streams", "gauge", "Streams that are heard.", size);
  lines.only("timers", "gauge", "Live timers of actors.", view.timers);
  lines.only("stopping", "gauge", "1 once it stops.", isStopping);
  lines.only("heap_bytes", "gauge", "Heap in use.", heapUsed);
  lines.only("resident_bytes", "gauge", "Memory of the process.", rss);
}

function readFigures(view: EngineView, type: ActorType): TypeFigures {
  const { activations } = type.totals;
  const actors = type.activations.size;
  const wrong = view.incidents.countsOf(type.name);
  return { ...sumUp(type), ...wrong, actors, activations };
}
