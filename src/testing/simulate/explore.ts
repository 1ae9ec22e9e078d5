import type { Interceptor } from "../../envelope/interceptor.ts";
import { type ExploredStep, type Guide, GuidedStrategy } from "./guided.ts";
import type { SearchSettings } from "./options.ts";
import { findRaces } from "./races.ts";
import { DIFFERS, makePlainReport } from "./report.ts";
import { type Ended, Run } from "./run.ts";
import type { Plan } from "./stage.ts";
import type { SimulationSummary } from "./summary.ts";

/** A point of the order of turns where others were ready, too. */
interface Node {
  readonly enabled: readonly string[];
  chosen: string;
  /** Those that were tried here, and what their steps touched. */
  readonly tried: Map<string, ReadonlySet<string>>;
  /** Those that must be tried. */
  readonly wanted: Set<string>;
  /** Those that needed no look when the search came here. */
  readonly sleeping: ReadonlyMap<string, ReadonlySet<string>>;
}

const MINUTE_MS = 60_000;

/**
 * Runs a scenario in every order of turns that can make a difference: dynamic
 * partial order reduction (Flanagan and Godefroid, POPL 2005) with sleep sets.
 * Two turns are tried in the other order only if they touch the same actor, the
 * same inbox, or code outside of actors. Where an invariant looks at what is
 * between them, every order counts.
 */
export async function explore(
  plan: Plan,
  settings: SearchSettings,
  report: (failed: Ended) => Promise<Error>,
): Promise<SimulationSummary> {
  const [seed = 1] = settings.seeds;
  const search = new Search(!plan.hasInvariant);
  const end = settings.minutes > 0
    ? performance.now() + settings.minutes * MINUTE_MS
    : Infinity;
  let turns = 0;
  let schedules = 0;
  for (let guide = search.next(); guide !== null; guide = search.next()) {
    const isFull = schedules === settings.schedules;
    if (isFull || performance.now() >= end) {
      const limit = isFull ? "schedules" : "minutes";
      throw makePlainReport(seed, search.tellLeft(schedules, limit));
    }
    const { ended, steps } = await follow(plan, seed, guide);
    if (ended !== null) {
      schedules++;
      turns += ended.recorder.turns;
      if (ended.failure !== null) throw await report(ended);
    }
    search.add(steps);
  }
  return { seeds: 1, schedules, turns, isComplete: true };
}

/** Returns a plan whose calls go through one interceptor more. */
export function surround(plan: Plan, interceptor: Interceptor): Plan {
  const { engine } = plan;
  const interceptors = [interceptor, ...engine.interceptors ?? []];
  return { ...plan, engine: { ...engine, interceptors } };
}

/** Runs one order; `ended` is `null` if it is one that was seen. */
async function follow(
  plan: Plan,
  seed: number,
  guide: Guide,
): Promise<{ ended: Ended | null; steps: readonly ExploredStep[] }> {
  const strategy = new GuidedStrategy(guide);
  const own = surround(plan, strategy.interceptor);
  const run = new Run(own, seed, strategy, null);
  run.attach(strategy);
  let isSeen = false;
  strategy.onSeen = () => {
    isSeen = true;
    run.fail(null);
  };
  const ended = await run.play();
  if (strategy.isLost) {
    throw makePlainReport(seed, DIFFERS, ended.failure?.error);
  }
  return { ended: isSeen ? null : ended, steps: strategy.steps };
}

/** The orders that were tried, and those that must be. */
class Search {
  readonly #reduces: boolean;
  readonly #nodes: Node[] = [];
  #isFirst = true;
  #longest = 0;

  constructor(reduces: boolean) {
    this.#reduces = reduces;
  }

  /** Returns what to run next; `null` when everything was seen. */
  next(): Guide | null {
    if (this.#isFirst) {
      this.#isFirst = false;
      return { prefix: [], sleeping: new Map() };
    }
    for (let node = this.#nodes.pop(); node; node = this.#nodes.pop()) {
      const chosen = findUntried(node);
      if (chosen === undefined) continue;
      node.chosen = chosen;
      this.#nodes.push(node);
      return {
        prefix: this.#nodes.map(({ chosen }) => chosen),
        sleeping: new Map(
          this.#reduces ? [...node.sleeping, ...node.tried] : [],
        ),
      };
    }
    return null;
  }

  /** Learns of the steps of the order that was run last. */
  add(steps: readonly ExploredStep[]): void {
    this.#longest = Math.max(this.#longest, steps.length);
    for (const [at, step] of steps.entries()) {
      const node = this.#nodes[at] ?? this.#open(step, at, steps);
      node.tried.set(step.chosen, step.touched);
    }
    if (!this.#reduces) return;
    for (const { at, instead } of findRaces(steps)) {
      const { wanted } = this.#nodes[at]!;
      if (instead.some((name) => wanted.has(name))) continue;
      for (const name of instead) wanted.add(name);
    }
  }

  /** Says how far the search came, and what has cut it. */
  tellLeft(schedules: number, limit: string): string {
    let done = 0;
    let share = 1;
    for (const { tried, wanted } of this.#nodes) {
      done += share * (tried.size - 1) / wanted.size;
      share /= wanted.size;
    }
    const percent = Math.max(1, Math.round(done * 100));
    return `Cannot see everything: ${schedules} orders of up to ` +
      `${this.#longest} turns were tried, about ${percent} % of those ` +
      `known to matter; make the scenario smaller, or raise ${limit}`;
  }

  #open(
    step: ExploredStep,
    at: number,
    steps: readonly ExploredStep[],
  ): Node {
    const before = this.#nodes[at - 1];
    const last = steps[at - 1];
    const node: Node = {
      enabled: step.enabled,
      chosen: step.chosen,
      tried: new Map(),
      wanted: new Set(this.#reduces ? [step.chosen] : step.enabled),
      sleeping: this.#reduces && before !== undefined && last !== undefined &&
          last.epoch === step.epoch
        ? findSleeping(before, last)
        : new Map(),
    };
    this.#nodes[at] = node;
    return node;
  }
}

function findUntried({ sleeping, tried, wanted }: Node): string | undefined {
  for (const name of wanted) {
    if (!tried.has(name) && !sleeping.has(name)) return name;
  }
  return undefined;
}

/** Returns those that need no look behind a step either. */
function findSleeping(
  { chosen, sleeping, tried }: Node,
  step: ExploredStep,
): Map<string, ReadonlySet<string>> {
  const asleep = new Map<string, ReadonlySet<string>>();
  for (const [name, touched] of [...sleeping, ...tried]) {
    if (name !== chosen && touched.isDisjointFrom(step.touched)) {
      asleep.set(name, touched);
    }
  }
  return asleep;
}
