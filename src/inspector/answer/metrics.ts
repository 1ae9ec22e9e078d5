import type { ActorType } from "../../actor/actor_type.ts";
import type { IncidentCounts } from "../../engine/incident_log.ts";
import type { EngineView } from "../../engine/view.ts";
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
  const types = Array.from(
    view.registry.types,
    (type) => [escapeLabel(type.name), readFigures(view, type)] as const,
  );
  const lines: string[] = [];
  for (const [name, kind, help, figure] of METRICS) {
    writeHead(lines, name, kind, help);
    for (const [type, figures] of types) {
      lines.push(`backstage_${name}{type="${type}"} ${figures[figure]}`);
    }
  }
  const { heapUsed, rss } = Deno.memoryUsage();
  writeGauge(lines, "streams", "Streams that are heard.", view.streams.size);
  writeGauge(lines, "timers", "Live timers of actors.", view.timers);
  const isStopping = view.state !== "open";
  writeGauge(lines, "stopping", "1 once it stops.", Number(isStopping));
  writeGauge(lines, "heap_bytes", "Heap in use.", heapUsed);
  writeGauge(lines, "resident_bytes", "Memory of the process.", rss);
  return `${lines.join("\n")}\n`;
}

function readFigures(view: EngineView, type: ActorType): TypeFigures {
  const { activations } = type.totals;
  const actors = type.activations.size;
  const wrong = view.incidents.countsOf(type.name);
  return { ...sumUp(type), ...wrong, actors, activations };
}

function writeHead(
  lines: string[],
  name: string,
  kind: string,
  help: string,
): void {
  lines.push(`# HELP backstage_${name} ${help}`);
  lines.push(`# TYPE backstage_${name} ${kind}`);
}

function writeGauge(
  lines: string[],
  name: string,
  help: string,
  value: number,
): void {
  writeHead(lines, name, "gauge", help);
  lines.push(`backstage_${name} ${value}`);
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
}
