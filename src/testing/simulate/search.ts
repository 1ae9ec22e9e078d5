import { explore, surround } from "./explore.ts";
import { pointAtCaller } from "./failure.ts";
import { PASSING } from "./guided.ts";
import type { SearchSettings } from "./options.ts";
import {
  describeFailure,
  DIFFERS,
  makePlainReport,
  makeReport,
  SimulationError,
} from "./report.ts";
import { type Ended, Run } from "./run.ts";
import { shrink } from "./shrink.ts";
import type { Plan } from "./stage.ts";
import type { SimulationSummary } from "./summary.ts";
import {
  FollowingStrategy,
  PctStrategy,
  RandomStrategy,
  RoundRobinStrategy,
  type Strategy,
} from "./strategy.ts";

const MINUTE_MS = 60_000;

/**
 * Runs a plan for each seed, or in each order; an error tells of where the
 * simulation was asked for, as its stack says.
 *
 * @throws {SimulationError} If one fails.
 */
export async function search(
  plan: Plan,
  settings: SearchSettings,
  stack: string | undefined,
): Promise<SimulationSummary> {
  try {
    return await runAll(plan, settings, stack);
  } catch (error) {
    if (error instanceof SimulationError) pointAtCaller(error, stack);
    throw error;
  }
}

async function runAll(
  plan: Plan,
  settings: SearchSettings,
  stack: string | undefined,
): Promise<SimulationSummary> {
  if (settings.strategy !== "exhaustive") {
    return await runSeeds(
      plan,
      settings,
      (failed) => report(plan, settings, failed, stack),
    );
  }
  // What an order is replayed by has its calls go the same way.
  const passing = surround(plan, PASSING);
  return await explore(
    plan,
    settings,
    async (failed) => {
      const { decisions, seed } = failed;
      const strategy = makeStrategy(settings, seed);
      const again = new Run(passing, seed, strategy, decisions);
      assertSame(failed, await again.play());
      return await report(passing, settings, failed, stack);
    },
  );
}

async function runSeeds(
  plan: Plan,
  settings: SearchSettings,
  tell: (failed: Ended) => Promise<Error>,
): Promise<SimulationSummary> {
  const end = performance.now() + settings.minutes * MINUTE_MS;
  let seeds = 0;
  let turns = 0;
  for (const seed of settings.seeds) {
    const play = (): Promise<Ended> =>
      new Run(plan, seed, makeStrategy(settings, seed), null).play();
    const ended = await play();
    // The first is run twice: what differs there is no seed's.
    if (ended.failure !== null || seeds === 0) assertSame(ended, await play());
    if (ended.failure !== null) throw await tell(ended);
    seeds++;
    turns += ended.recorder.turns;
    if (settings.minutes > 0 && performance.now() >= end) break;
  }
  return { seeds, schedules: seeds, turns, isComplete: false };
}

function makeStrategy(
  { changePoints, strategy }: SearchSettings,
  seed: number,
): Strategy {
  if (strategy === "pct") return new PctStrategy(seed, changePoints);
  return strategy === "random"
    ? new RandomStrategy(seed)
    : new RoundRobinStrategy();
}

/** Looks for a simpler run that fails alike, and tells of both. */
async function report(
  plan: Plan,
  settings: SearchSettings,
  failed: Ended,
  stack: string | undefined,
): Promise<Error> {
  const { isEndless, seed } = failed;
  const place = { stack, traceFile: settings.traceFile };
  // What has no end is no shorter.
  if (isEndless) return makeReport(failed, failed, place);
  const shrunk = await shrink(failed, (decisions, order) => {
    const strategy = makeStrategy(settings, seed);
    if (order === null) return new Run(plan, seed, strategy, decisions).play();
    const following = new FollowingStrategy(order, strategy.mayGoOn);
    const given = { ...decisions, schedule: null };
    return new Run(plan, seed, following, given).play();
  });
  return makeReport(failed, shrunk, place);
}

/** Throws unless two runs of one seed went alike. */
function assertSame(first: Ended, second: Ended): void {
  const lines = writeRun(first);
  const others = writeRun(second);
  const at = lines.findIndex((line, at) => line !== others[at]);
  if (at < 0 && lines.length === others.length) return;
  const differs = at < 0 ? lines.length : at;
  throw makePlainReport(
    first.seed,
    `${DIFFERS}\n\n  ${lines[differs]}\n  ${others[differs]}`,
    first.failure?.error ?? second.failure?.error,
  );
}

function writeRun({ failure, recorder }: Ended): string[] {
  const end = failure === null ? "passed" : describeFailure(failure.error);
  return [...recorder.writeLines(), end];
}
