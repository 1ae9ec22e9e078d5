import { isSameFailure } from "./failure.ts";
import type { Ended } from "./run.ts";
import { type Decisions, KINDS } from "./tape.ts";

/** How much may be tried for a shorter run. */
const MAX_ATTEMPTS = 400;
const MAX_TURNS = 60_000;

/** Runs decisions again, or all but the schedule, by the order of actors. */
export type Replay = (
  decisions: Decisions,
  order: readonly string[] | null,
) => Promise<Ended>;

/**
 * Looks for a simpler run that fails at the same assertion: fewer turns, faults
 * and actors, fewer switches between them, smaller numbers. It takes parts of
 * the decisions out, or the simplest in their place, as long as that helps.
 */
export async function shrink(failed: Ended, replay: Replay): Promise<Ended> {
  const search = new Search(failed, replay);
  let before: Ended;
  do {
    before = search.best;
    for (const kind of KINDS) await search.simplify(kind);
  } while (search.best !== before && !search.isExhausted);
  return search.best;
}

class Search {
  best: Ended;
  readonly #replay: Replay;
  #attempts = 0;
  #turns = 0;

  constructor(failed: Ended, replay: Replay) {
    this.best = failed;
    this.#replay = replay;
  }

  get isExhausted(): boolean {
    return this.#attempts >= MAX_ATTEMPTS || this.#turns >= MAX_TURNS;
  }

  /** Tries what is simpler of one kind, from large parts to small ones. */
  async simplify(kind: keyof Decisions): Promise<void> {
    await this.#try(kind, []);
    let size = this.best.decisions[kind].length;
    for (size = Math.ceil(size / 2); size > 0; size = size >> 1) {
      await this.#simplifyParts(kind, size);
    }
  }

  async #simplifyParts(kind: keyof Decisions, size: number): Promise<void> {
    for (let at = 0; at < this.best.decisions[kind].length;) {
      if (this.isExhausted) return;
      const list = this.best.decisions[kind];
      const part = list.slice(at, at + size);
      const isTaken = await this.#try(kind, replace(list, at, size, [])) ||
        part.some((value) => value > 0) &&
          (await this.#try(kind, replace(list, at, size, part.map(() => 0))) ||
            await this.#try(kind, replace(list, at, size, part.map(halve))));
      // What stands there now is another part.
      if (!isTaken) at += size;
    }
  }

  /** Runs otherwise; returns whether that fails alike and is simpler. */
  async #try(
    kind: keyof Decisions,
    list: readonly number[],
  ): Promise<boolean> {
    const decisions = { ...this.best.decisions, [kind]: list };
    if (await this.#attempt(decisions, null)) return true;
    // Another scenario has other actors ready: those that are left keep their
    // order, rather than the numbers of their places.
    return kind === "scenario" &&
      await this.#attempt(decisions, this.best.recorder.listOrder());
  }

  async #attempt(
    decisions: Decisions,
    order: readonly string[] | null,
  ): Promise<boolean> {
    if (this.isExhausted) return false;
    this.#attempts++;
    const ended = await this.#replay(decisions, order);
    this.#turns += ended.recorder.turns;
    const helps = isSameFailure(this.best, ended) &&
      isSimpler(ended, this.best);
    if (helps) this.best = ended;
    return helps;
  }
}

function halve(value: number): number {
  return Math.floor(value / 2);
}

function replace(
  list: readonly number[],
  at: number,
  size: number,
  part: readonly number[],
): number[] {
  return [...list.slice(0, at), ...part, ...list.slice(at + size)];
}

function isSimpler(a: Ended, b: Ended): boolean {
  const weights = weigh(b);
  for (const [at, weight] of weigh(a).entries()) {
    if (weight !== weights[at]) return weight < weights[at]!;
  }
  return false;
}

/** What makes a run hard to read, the worst first. */
function weigh({ decisions, recorder }: Ended): number[] {
  const { faults, scenario, schedule } = decisions;
  return [
    recorder.turns,
    recorder.faults,
    recorder.actors,
    schedule.filter((choice) => choice > 0).length,
    scenario.length,
    scenario.reduce((sum, value) => sum + value, 0),
    faults.length,
  ];
}
