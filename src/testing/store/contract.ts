import { COMMIT_CLAUSES } from "./commit_clauses.ts";
import {
  FENCE_CLAUSES,
  FENCE_KILL_CLAUSES,
  isShared,
} from "./fence_clauses.ts";
import { KILL_CLAUSES, LIFE_CLAUSES } from "./life_clauses.ts";
import { LIST_CLAUSES } from "./list_clauses.ts";
import { RANDOM_CLAUSES, RANDOM_FENCE_CLAUSES } from "./random_clauses.ts";
import { ROW_CLAUSES } from "./row_clauses.ts";
import {
  type Clauses,
  type StoreHarness,
  StoreSession,
} from "./store_session.ts";
import { VALUE_CLAUSES } from "./value_clauses.ts";

/** One thing that every store must do. */
export interface StoreClause {
  /** The title of its test. */
  readonly name: string;
  /** Whether it does nothing where its harness has no `kill`. */
  readonly needsKill: boolean;
  /** Whether it does nothing where the store has no `fence`. */
  readonly needsFence: boolean;
  /**
   * Runs it on a store that is empty; rejects if the store does not do it. What
   * it has opened is closed at the end.
   */
  run(harness: StoreHarness): Promise<void>;
}

/**
 * What every store must do for durable actors to be safe in it: a test each,
 * for any test runner. Give each of them an empty place of its own.
 *
 * @example Test a store, here the one in memory
 * ```ts
 * import { memoryStore, storeContract } from "@backstage/actors/testing";
 *
 * for (const { name, run } of storeContract) {
 *   Deno.test(`memoryStore() ${name}`, async () => {
 *     let store = memoryStore();
 *     await run({
 *       open: () => store,
 *       share: () => store.share(),
 *       kill: () => void (store = store.crash()),
 *     });
 *   });
 * }
 * ```
 */
export const storeContract: readonly StoreClause[] = [
  ...[
    COMMIT_CLAUSES,
    ROW_CLAUSES,
    LIST_CLAUSES,
    VALUE_CLAUSES,
    LIFE_CLAUSES,
    RANDOM_CLAUSES,
  ].flatMap((clauses) => listClauses(clauses)),
  ...listClauses(KILL_CLAUSES, { needsKill: true }),
  ...listClauses(FENCE_CLAUSES, { needsFence: true }),
  ...listClauses(RANDOM_FENCE_CLAUSES, { needsFence: true }),
  ...listClauses(FENCE_KILL_CLAUSES, { needsKill: true, needsFence: true }),
];

function listClauses(
  clauses: Clauses,
  { needsKill = false, needsFence = false } = {},
): StoreClause[] {
  return Object.entries(clauses).map(([name, test]) => ({
    name,
    needsKill,
    needsFence,
    async run(harness: StoreHarness): Promise<void> {
      if (needsKill && harness.kill === undefined) return;
      await runClause(async (session) => {
        if (!needsFence || isShared(session)) await test(session);
      }, new StoreSession(harness));
    },
  }));
}

async function runClause(
  test: Clauses[string],
  session: StoreSession,
): Promise<void> {
  try {
    await session.wait(session.open().then(() => test(session)));
  } catch (error) {
    // Its own error says more than that of a store which cannot be closed.
    await session.wait(session.end()).catch(() => {});
    throw error;
  }
  await session.wait(session.end());
  session.checkKept();
}
