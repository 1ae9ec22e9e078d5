import type { Store } from "@backstage/actors";
import {
  memoryStore,
  type StoreClause,
  storeContract,
} from "@backstage/actors/testing";
import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { MemoryData } from "../../src/store/memory/data.ts";
import type { Tooth } from "./breach.ts";
import { BROKEN_COMMITS } from "./broken_commits.ts";
import { BROKEN_FENCES } from "./broken_fences.ts";
import { BROKEN_LISTS, BROKEN_ROWS } from "./broken_lists.ts";
import { BROKEN_LIVES } from "./broken_lives.ts";
import { DataStore, type Place } from "./data_store.ts";

const TEETH = [
  ...BROKEN_COMMITS,
  ...BROKEN_ROWS,
  ...BROKEN_LISTS,
  ...BROKEN_LIVES,
  ...BROKEN_FENCES,
];

const RANDOM = storeContract.filter(({ name }) => name.includes("seed"));

for (const { name, run } of storeContract) {
  Deno.test(`MemoryStore.${name}`, async () => {
    let store = memoryStore();
    await run({
      open: () => store,
      share: () => store.share(),
      kill: () => void (store = store.crash()),
    });
  });
}

const breakNothing: Tooth[1] = () => ({});

/** Returns a store whose methods are its own. */
function toPlain(store: DataStore): Store {
  return {
    fence: (shard, epoch) => store.fence(shard, epoch),
    load: (actor) => store.load(actor),
    read: (actor, row) => store.read(actor, row),
    commit: (writes) => store.commit(writes),
    due: (query) => store.due(query),
    list: (query) => store.list(query),
    listRows: (actor, query) => store.listRows(actor, query),
    expire: (now, limit) => store.expire(now, limit),
    close: () => store.close(),
  };
}

/** Runs a clause over a store, right but for a breach; returns its error. */
async function runClause(
  { run }: StoreClause,
  breach = breakNothing,
  patienceMs = 30_000,
): Promise<Error | null> {
  const place: Place = { data: new MemoryData() };
  const open = (): Store => {
    const right = new DataStore(place);
    return { ...toPlain(right), ...breach(right, place) };
  };
  try {
    await run({ open, share: open, kill: () => {}, patienceMs });
    return null;
  } catch (error) {
    assert(error instanceof Error);
    return error;
  }
}

for (const [what, breach, caught, patienceMs] of TEETH) {
  Deno.test(`storeContract catches ${what}`, async () => {
    const clauses = storeContract.filter(({ name }) => name.startsWith(caught));
    assertEquals(clauses.length, 1);
    assert(await runClause(clauses[0]!, breach, patienceMs) !== null);
  });
}

Deno.test("storeContract catches most by random questions alone", async () => {
  assertEquals(RANDOM.length, 6);
  // Those of two engines take long: one of their seeds is enough.
  const some = RANDOM.filter(({ name }) => !/seed [56]$/.test(name));
  for (const clause of some) {
    let caught = 0;
    for (const [, breach, , patienceMs] of TEETH) {
      if (await runClause(clause, breach, patienceMs) !== null) caught++;
    }
    assertGreater(caught, TEETH.length / 2);
  }
});

Deno.test("storeContract has no idle clause, and none too many", async () => {
  const failed: string[] = [];
  const idle: string[] = [];
  for (const clause of storeContract) {
    if (await runClause(clause) !== null) failed.push(clause.name);
    const isShown = TEETH.some(([, , caught]) =>
      clause.name.startsWith(caught)
    );
    if (!isShown && !RANDOM.includes(clause)) idle.push(clause.name);
  }
  assertEquals([failed, idle], [[], []]);
});

Deno.test("StoreClause.run() says what is wrong and what right", async () => {
  const [clause] = storeContract;
  const error = await runClause(clause!, () => ({
    load: () => Promise.resolve({ version: 7, bytes: Uint8Array.of(255) }),
  }));
  assertEquals(
    error?.message,
    "Cannot accept the store: the record of a new store is " +
      "{ bytes: 1 bytes ff, version: 7 }, it must be null",
  );
});

Deno.test("StoreClause.run() does not wait for ever", async () => {
  const [clause] = storeContract;
  const error = await runClause(clause!, () => ({
    load: () => new Promise(() => {}),
    close: () => new Promise(() => {}),
  }), 10);
  assertStringIncludes(error?.message ?? "", "no answer after 10 ms");
});

Deno.test("StoreClause.run() does nothing where it cannot kill", async () => {
  const needing = storeContract.filter(({ needsKill }) => needsKill);
  assertEquals(needing.length, 4);
  for (const { run } of needing) {
    await run({
      open() {
        throw new Error("It is opened");
      },
    });
  }
});

Deno.test("StoreClause.run() asks no fence of a store with none", async () => {
  const needing = storeContract.filter(({ needsFence }) => needsFence);
  assertEquals(needing.length, 16);
  for (const { run } of needing) {
    const right = new DataStore({ data: new MemoryData() });
    const { fence: _, ...store } = toPlain(right);
    await run({ open: () => store, kill: () => {} });
    assertEquals(right.asked, []);
  }
});

Deno.test("StoreClause.run() needs another view of shared stores", async () => {
  const clause = storeContract.find(({ name }) =>
    name.includes("holds for all")
  );
  const store = toPlain(new DataStore({ data: new MemoryData() }));
  const said = "it has a fence, and its harness no `share`";
  await assertRejects(() => clause!.run({ open: () => store }), Error, said);
});
