import type { JSX } from "preact";
import type { Overview } from "../../../wire/protocol.ts";
import {
  countOf,
  formatBytes,
  formatCount,
  formatMs,
  formatRate,
  NOTHING,
} from "../../parts/format.ts";
import { Sparkline } from "../../parts/sparkline.tsx";
import { formatRoute } from "../../model/route.ts";
import { RATE_WINDOW_MS, type Vital, type Vitals } from "../../model/vitals.ts";

const SHOWN = 240;

interface TileOptions {
  readonly label: string;
  readonly value: string;
  readonly more: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly testId: string;
  /** The view that tells more. */
  readonly href?: string;
}

/** The big figures. */
export function Tiles({ overview, vitals }: {
  readonly overview: Overview;
  readonly vitals: Vitals;
}): JSX.Element {
  return (
    <section class="tiles" aria-label="Now">
      {listTiles(overview, vitals).map((tile) => (
        <Tile key={tile.label} {...tile} />
      ))}
    </section>
  );
}

function Tile(
  { label, value, more, color, values, testId, href }: TileOptions,
): JSX.Element {
  const inside = (
    <>
      <span class="label">{label}</span>
      <b class="value">{value}</b>
      <span class="more">{more}</span>
      <Sparkline values={values.slice(-SHOWN)} color={color} />
    </>
  );
  return href === undefined
    ? <div class="tile panel" data-testid={testId}>{inside}</div>
    : <a class="tile panel" href={href} data-testid={testId}>{inside}</a>;
}

function listTiles(now: Overview, vitals: Vitals): TileOptions[] {
  const level = (key: Vital) => vitals.levels(key);
  const rate = (key: Vital) => vitals.rates(key, RATE_WINDOW_MS);
  const rateNow = (key: Vital) => {
    const value = vitals.rate(key, RATE_WINDOW_MS);
    return value === undefined ? NOTHING : formatRate(value);
  };
  return [
    {
      label: "Messages/s",
      value: rateNow("handled"),
      more: `${formatCount(now.handled)} handled`,
      color: "accent",
      values: rate("handled"),
      testId: "figure-messages",
    },
    {
      label: "Queued",
      value: formatCount(now.queued),
      more: now.refused + now.dropped === 0
        ? "none refused"
        : `${formatCount(now.refused + now.dropped)} refused or dropped`,
      color: "warn",
      values: level("queued"),
      testId: "figure-queued",
    },
    {
      label: "Actors",
      value: formatCount(now.actors),
      more: `${rateNow("activations")} activations/s`,
      color: "good",
      values: level("actors"),
      testId: "figure-actors",
    },
    ...listTroubles(now, rate),
    {
      label: "Event-loop lag",
      value: formatMs(now.loopLagMs),
      more: `${formatCount(now.timers)} timers`,
      color: "violet",
      values: level("loopLagMs"),
      testId: "figure-lag",
    },
    {
      label: "Memory",
      value: formatBytes(now.heapUsed),
      more: `${formatBytes(now.rss)} resident`,
      color: "teal",
      values: level("heapUsed"),
      testId: "figure-memory",
    },
  ];
}

function listTroubles(
  now: Overview,
  rate: (key: Vital) => (number | null)[],
): TileOptions[] {
  return [
    {
      label: "Failures",
      value: formatCount(now.failed),
      more: countOf(now.restarts, "restart"),
      color: "bad",
      values: rate("failed"),
      testId: "figure-failures",
      href: formatRoute({ tab: "events", filter: "failed" }),
    },
    {
      label: "Dead letters",
      value: formatCount(now.deadLetters),
      more: `${formatCount(now.streams)} streams`,
      color: "warn",
      values: rate("deadLetters"),
      testId: "figure-dead-letters",
      href: formatRoute({ tab: "dead-letters" }),
    },
  ];
}
