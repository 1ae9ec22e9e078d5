import type { Store } from "../../store/store.ts";
import { Chance } from "../simulate/chance.ts";
import { expectSame } from "./expectation.ts";
import { type Asked, RandomHistory } from "./random_history.ts";
import type { Clauses, StoreSession } from "./store_session.ts";

const SEEDS = [1, 2, 3];
const ROUNDS = 15;
/** How many questions are asked before their answers are awaited. */
const AT_ONCE = 20;

/** The seeds of questions to two engines, and how many they are asked. */
const SHARED_SEEDS = [4, 5, 6];
const SHARED_QUESTIONS = 300;

/** What a store must do whatever is asked of it. */
export const RANDOM_CLAUSES: Clauses = Object.fromEntries(
  SEEDS.map((seed) => [
    `commit() and all else answers as in memory, seed ${seed}`,
    (session) => {
      const isShared = session.store.fence !== undefined;
      return compare(session, new RandomHistory(seed, isShared));
    },
  ]),
);

/** What a store must do whatever two engines ask of it, by turns. */
export const RANDOM_FENCE_CLAUSES: Clauses = Object.fromEntries(
  SHARED_SEEDS.map((seed) => [
    `fence() and all else answers two as in memory, seed ${seed}`,
    (session) => compareShared(session, seed),
  ]),
);

async function compare(
  session: StoreSession,
  history: RandomHistory,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const asked: Asked[] = [];
    while (asked.length < AT_ONCE) asked.push(history.ask(session.store));
    const answers = await Promise.all(asked.map(({ answer }) => answer));
    for (const [index, { right, what }] of asked.entries()) {
      expectSame(answers[index], right, what);
    }
    if (round % 4 === 3) await session.reopen();
  }
}

async function compareShared(
  session: StoreSession,
  seed: number,
): Promise<void> {
  const history = new RandomHistory(seed, true);
  const chance = new Chance(seed, 1);
  const other = await session.openOther();
  for (let count = 0; count < SHARED_QUESTIONS; count++) {
    const store: Store = chance.below(2) === 0 ? session.store : other;
    const { answer, right, what } = history.ask(store);
    expectSame(await answer, right, what);
  }
}
