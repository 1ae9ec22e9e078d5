import type { ActorType } from "../../actor/actor_type.ts";
import { countSends } from "../../actor/durable/count_sends.ts";
import type { CommitCounts } from "../../engine/durable/commit_counts.ts";
import type { EngineView } from "../../engine/view.ts";
import type { MetricLines } from "./prometheus.ts";

/** One counter of commits: its name, help and figure. */
const COMMITTED: readonly (readonly [
  string,
  string,
  (counts: CommitCounts) => number,
])[] = [
  ["commits_total", "Commits.", ({ commits }) => commits],
  ["commits_failed_total", "Commits that may be lost.", ({ failed }) => failed],
  ["commit_turns_total", "Turns of commits.", ({ turns }) => turns],
  ["commit_records_total", "Records of commits.", ({ actors }) => actors],
  ["commit_bytes_total", "Bytes of these records.", ({ bytes }) => bytes],
  [
    "commit_seconds_total",
    "Time that the store took.",
    ({ storeMs }) => storeMs / 1_000,
  ],
  [
    "commit_wait_seconds_total",
    "Time that first turns of commits waited.",
    ({ waitMs }) => waitMs / 1_000,
  ],
];

/** One metric of each durable actor type: its name, kind, help and figure. */
const COUNTED: readonly (readonly [
  string,
  "counter" | "gauge",
  string,
  (type: ActorType) => number,
])[] = [
  [
    "reminders_fired_total",
    "counter",
    "Ticks of reminders that ran.",
    ({ durable }) => durable.fired,
  ],
  [
    "reminders_late_total",
    "counter",
    "Ticks that ran a second or more late.",
    ({ durable }) => durable.late,
  ],
  [
    "reminders_parked_total",
    "counter",
    "Reminders given up.",
    ({ durable }) => durable.parkedReminders,
  ],
  [
    "sends_parked_total",
    "counter",
    "Sends given up.",
    ({ durable }) => durable.parkedSends,
  ],
  ["sends_waiting", "gauge", "Sends of live actors to be taken.", countSends],
];

/** Writes what an engine counts of durable actors. */
export function writeDurableMetrics(
  { commits, program, uncommitted }: EngineView,
  lines: MetricLines,
): void {
  for (const [name, help, read] of COMMITTED) {
    lines.only(name, "counter", help, read(commits));
  }
  const help = "Turns ahead of their commits.";
  lines.only("uncommitted_turns", "gauge", help, uncommitted);
  const types = program.types.filter((type) => type.isDurable);
  for (const [name, kind, help, read] of COUNTED) {
    lines.head(name, kind, help);
    for (const type of types) lines.ofType(name, type.name, read(type));
  }
}
