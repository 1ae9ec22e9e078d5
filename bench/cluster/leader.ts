import { formatNumber } from "../table.ts";
import type { Bed } from "./bed.ts";
import type { Figure } from "./figure.ts";
import { passed } from "./passed.ts";

const REPEATS = 3;
const COUNTERS = 60;
const PER_SECOND = 300;
const BEFORE_MS = 3_000;
const TRACKED_MS = 25_000;

/** What calls of durable counters were like while a leader died. */
interface Report {
  readonly calls: number;
  readonly failed: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly stallMs: number;
  readonly wrong: number;
  readonly moved: number;
}

/** Kills the leader of a stream with calls under way. */
async function killLeader(bed: Bed, stream: string): Promise<Report> {
  const tracked = bed.caller.ask<Report>("trackAbacuses", {
    count: COUNTERS,
    perSecond: PER_SECOND,
    ms: TRACKED_MS,
  });
  await passed(BEFORE_MS);
  const leader = await bed.servers.findStreamLeader(stream);
  if (leader === null) throw new Error(`The bench is wrong: ${stream}`);
  await leader.kill();
  const report = await tracked;
  await leader.restart();
  await bed.servers.waitUntilHealthy();
  return report;
}

/** Measures what the death of a server is felt by that leads a stream. */
export async function measureLeader(bed: Bed): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const stream of await bed.servers.listStreams()) {
    const reports: Report[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      reports.push(await killLeader(bed, stream));
    }
    const sum = (pick: (report: Report) => number) =>
      reports.reduce((total, report) => total + pick(report), 0);
    const stalls = reports.map(({ stallMs }) => formatNumber(stallMs / 1_000));
    const codes = new Set(reports.flatMap(({ codes }) => Object.keys(codes)));
    figures.push({
      name: `leader of ${stream} killed, ${REPEATS} times, of three servers`,
      figure: `${sum(({ wrong }) => wrong)} wrong answers of ` +
        `${sum(({ calls }) => calls).toLocaleString("en")}, ` +
        `stalls ${stalls.join(", ")} s, ` +
        `${sum(({ moved }) => moved)} actors lost their lives, ` +
        `${sum(({ failed }) => failed)} calls failed ` +
        `(${[...codes].join(", ")})`,
      goal: "0 wrong; 12 s; 0 lost",
    });
  }
  return figures;
}
