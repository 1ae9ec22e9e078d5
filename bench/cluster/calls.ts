import { median } from "../measure.ts";
import { formatNumber } from "../table.ts";
import type { Bed } from "./bed.ts";
import type { FlightPlan, FlightReport, Way } from "./flight_plan.ts";
import type { Figure } from "./figure.ts";

const WAYS: readonly Way[] = ["request", "batch", "ours"];
const LANES = [1, 64, 256];
const WARM_UP_MS = 1_000;
const ROUND_MS = 2_000;
const ROUNDS = 7;

/** What the ways were like, round by round. */
type Rounds = Record<Way, FlightReport[]>;

async function play(bed: Bed, lanes: number): Promise<Rounds> {
  const rounds: Rounds = { batch: [], ours: [], request: [] };
  const fly = (plan: FlightPlan) => bed.caller.ask<FlightReport>("fly", plan);
  for (const way of WAYS) await fly({ way, lanes, ms: WARM_UP_MS });
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) {
      rounds[way].push(await fly({ way, lanes, ms: ROUND_MS }));
    }
  }
  return rounds;
}

/** Returns the median of the rounds' own ratios. */
function ratio(
  rounds: Rounds,
  beside: Way,
  pick: (report: FlightReport) => number,
): number {
  const others = rounds[beside];
  return median(
    rounds.ours.map((report, at) => pick(report) / pick(others[at]!)),
  );
}

function toFigures(lanes: number, rounds: Rounds): Figure[] {
  const rate = ({ perSecond }: FlightReport) => perSecond;
  const time = ({ p50Ms }: FlightReport) => p50Ms;
  const rateOf = (way: Way) => formatNumber(median(rounds[way].map(rate)));
  const timeOf = (way: Way) => formatNumber(median(rounds[way].map(time)));
  const rates = rounds.ours.map(rate);
  const range = [Math.min(...rates), Math.max(...rates)].map(formatNumber);
  const beside = formatNumber(ratio(rounds, "request", rate));
  const ofBatch = formatNumber(ratio(rounds, "batch", rate));
  const figures: Figure[] = [{
    name: `calls a second, ${lanes} in flight`,
    figure: `${rateOf("ours")} (${range.join("-")}); ` +
      `bare request ${rateOf("request")}, batched ${rateOf("batch")}; ` +
      `${beside} times the request, ${ofBatch} of batched`,
    goal: lanes === 256 ? "50,000; 4 times the request" : "",
  }, {
    name: `processor us a call at the client, ${lanes} in flight`,
    figure: WAYS.map((way) =>
      `${way} ` +
      formatNumber(median(rounds[way].map(({ processorUs }) => processorUs)))
    ).join(", "),
    goal: "",
  }];
  if (lanes > 1) return figures;
  return [{
    name: "idle call, ms p50",
    figure: `${timeOf("ours")}; bare request ${timeOf("request")}; ` +
      `${formatNumber(ratio(rounds, "request", time))} times`,
    goal: "1.3 times",
  }, ...figures];
}

/** Measures calls between two processes, beside the least that is possible. */
export async function measureCalls(bed: Bed): Promise<Figure[]> {
  await bed.hosts[0]!.ask("serveBare");
  const figures: Figure[] = [];
  for (const lanes of LANES) {
    figures.push(...toFigures(lanes, await play(bed, lanes)));
  }
  return figures;
}
