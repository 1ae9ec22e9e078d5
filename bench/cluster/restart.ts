import { formatNumber } from "../table.ts";
import type { Bed } from "./bed.ts";
import type { Figure } from "./figure.ts";
import { passed } from "./passed.ts";

const REPEATS = 3;
const ACTORS = 10_000;
const PER_SECOND = 2_000;
const BEFORE_MS = 2_000;
const TRACKED_MS = 20_000;

/** What calls were like while a node was started anew. */
interface Report {
  readonly calls: number;
  readonly failed: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly leftMs: number;
}

async function restart(bed: Bed, place: number): Promise<Report> {
  const tracked = bed.caller.ask<Report>("trackParrots", {
    count: ACTORS,
    perSecond: PER_SECOND,
    ms: TRACKED_MS,
  });
  await passed(BEFORE_MS);
  const start = performance.now();
  await bed.hosts[place]!.end();
  const leftMs = performance.now() - start;
  await bed.startHost(place);
  return { ...await tracked, leftMs };
}

/** Measures what is felt of a node that is told to end, and started again. */
export async function measureRestart(bed: Bed): Promise<Figure[]> {
  await bed.caller.ask("wake", { count: ACTORS, lanes: 256 });
  const figures: Figure[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const report = await restart(bed, repeat % bed.hosts.length);
    const { calls, codes, failed, leftMs, maxMs, p50Ms, p99Ms } = report;
    const reasons = Object.entries(codes)
      .map(([code, count]) => `, ${count} ${code}`).join("");
    figures.push({
      name: `restart of one of ${bed.hosts.length} nodes, ` +
        `${ACTORS.toLocaleString("en")} actors, ` +
        `${PER_SECOND.toLocaleString("en")} calls a second`,
      figure: `${failed} of ${calls.toLocaleString("en")} failed${reasons}; ` +
        `ms p50 / p99 / max ` +
        [p50Ms, p99Ms, maxMs].map(formatNumber).join(" / ") +
        `; it ended in ${formatNumber(leftMs / 1_000)} s`,
      goal: "0 failed; p99 500 ms",
    });
  }
  return figures;
}
