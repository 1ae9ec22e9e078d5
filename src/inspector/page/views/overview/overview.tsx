import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { Chart, type ChartOptions } from "../../parts/chart.tsx";
import { EngineContext } from "../../link/engine_context.ts";
import {
  formatBytes,
  formatMs,
  formatRate,
  formatShort,
} from "../../parts/format.ts";
import { RATE_WINDOW_MS, type Vital, type Vitals } from "../../model/vitals.ts";
import { Tiles } from "./tiles.tsx";
import { Trouble } from "./trouble.tsx";
import { TypeTable } from "./type_table.tsx";

/** The engine at a glance. */
export function OverviewView(): JSX.Element {
  const { overview, state, vitals } = useContext(EngineContext);
  if (overview === undefined) {
    return <div class="empty">{state === "open" && "Asking…"}</div>;
  }
  return (
    <div class="view overview" data-testid="view-overview">
      <h1 class="unseen">Overview</h1>
      <Trouble overview={overview} />
      <Tiles overview={overview} vitals={vitals} />
      <Charts vitals={vitals} />
      <TypeTable types={overview.types} />
    </div>
  );
}

function Charts({ vitals }: { readonly vitals: Vitals }): JSX.Element {
  const times = vitals.times();
  return (
    <section class="charts" aria-label="The last five minutes">
      {listCharts(vitals).map((chart) => (
        <Chart key={chart.title} {...chart} times={times} />
      ))}
    </section>
  );
}

function listCharts(vitals: Vitals): Omit<ChartOptions, "times">[] {
  const level = (key: Vital) => vitals.levels(key);
  const rate = (key: Vital) => vitals.rates(key, RATE_WINDOW_MS);
  return [
    {
      title: "Messages per second",
      least: 1,
      format: formatRate,
      lines: [{ label: "handled", color: "accent", values: rate("handled") }],
    },
    {
      title: "Queue depth",
      least: 4,
      format: formatShort,
      lines: [{ label: "queued", color: "warn", values: level("queued") }],
    },
    {
      title: "Actors",
      least: 1,
      format: formatRate,
      lines: [
        { label: "active", color: "good", values: level("actors") },
        {
          label: "activations/s",
          color: "accent",
          values: rate("activations"),
          isRight: true,
        },
      ],
    },
    ...listHealthCharts(vitals),
  ];
}

function listHealthCharts(vitals: Vitals): Omit<ChartOptions, "times">[] {
  const level = (key: Vital) => vitals.levels(key);
  const rate = (key: Vital) => vitals.rates(key, RATE_WINDOW_MS);
  return [
    {
      title: "Trouble per second",
      least: 1,
      format: formatRate,
      lines: [
        { label: "failed", color: "bad", values: rate("failed") },
        { label: "dead letters", color: "warn", values: rate("deadLetters") },
      ],
    },
    {
      title: "Event-loop lag",
      least: 5,
      format: formatMs,
      lines: [{ label: "lag", color: "violet", values: level("loopLagMs") }],
    },
    {
      title: "Memory",
      least: 10_000_000,
      format: formatBytes,
      lines: [
        { label: "heap", color: "teal", values: level("heapUsed") },
        { label: "resident", color: "muted", values: level("rss") },
      ],
    },
  ];
}
