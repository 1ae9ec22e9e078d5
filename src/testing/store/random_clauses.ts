import { expectSame } from "./expectation.ts";
import { type Asked, RandomHistory } from "./random_history.ts";
import type { Clauses, StoreSession } from "./store_session.ts";

const SEEDS = [1, 2, 3];
const ROUNDS = 15;
/** How many questions are asked before their answers are awaited. */
const AT_ONCE = 20;

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
