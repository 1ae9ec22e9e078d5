import {
  memoryStore,
  simulate,
  SimulatedRuntime,
} from "@backstage/actors/testing";
import {
  CodecError,
  type Store,
  StoreError,
  type StoreHost,
} from "@backstage/actors";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { NO_RECORD } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";

const actor = { type: "Account", id: "ann" };
const other = { type: "Account", id: "bob" };
const bytes = Uint8Array.of(1);
const record = { bytes, wakeAt: null };
const first = { actor, expected: 0, record };
const second = { actor, expected: 1, record };

function makeHost(runtime = new SimulatedRuntime({ seed: 3 })) {
  const lost: Error[] = [];
  const host: StoreHost = {
    runtime,
    logger: console,
    lose: (error) => void lost.push(error),
  };
  return { host, runtime, lost };
}

/** Returns the versions of both actors' records. */
async function readVersions(store: Store): Promise<number[]> {
  const records = [await store.load(actor), await store.load(other)];
  return records.map((record) => record?.version ?? 0);
}

/** Returns what notes whether a promise has settled. */
function watch(promise: Promise<unknown>): { readonly isSettled: boolean } {
  const seen = { isSettled: false };
  const note = (): void => void (seen.isSettled = true);
  promise.then(note, note);
  return seen;
}

Deno.test("MemoryStore.commit() copies what it was given at once", async () => {
  const store = memoryStore();
  const own = Uint8Array.of(1);
  const committed = store.commit([{
    actor,
    expected: 0,
    record: { bytes: own, wakeAt: null },
  }]);
  own[0] = 2;
  assertEquals(await committed, []);
  assertEquals((await store.load(actor))?.bytes, Uint8Array.of(1));
});

Deno.test("MemoryStore.hold() keeps questions until release()", async () => {
  const { host, runtime } = makeHost();
  const store = memoryStore();
  store.open(host);
  store.hold();
  const committed = watch(store.commit([first]));
  const loaded = store.load(actor);
  await runtime.advance(1_000);
  assertEquals([committed.isSettled, store.pending], [false, 2]);
  store.release();
  assertEquals((await loaded)?.version, 1);
  assertEquals([committed.isSettled, store.pending], [true, 0]);
});

Deno.test("MemoryStore.crash() leaves what is asked unanswered", async () => {
  const { host, runtime } = makeHost();
  const store = memoryStore({ faults: { "store:slow": 1 } });
  store.open(host);
  const asked = [store.commit([first]), store.load(actor)].map(watch);
  const next = store.crash({ during: "before" });
  asked.push(watch(store.load(actor)), watch(store.commit([first])));
  await runtime.advance(1_000);
  assertEquals(asked.map(({ isSettled }) => isSettled), asked.map(() => false));
  assertEquals(await readVersions(next), [0, 0]);
  await store.close();
  assertThrows(() => store.open(host), StoreError, "it has crashed");
});

Deno.test("MemoryStore.crash() keeps a commit after it alone", async () => {
  const store = memoryStore();
  void store.commit([first]);
  void store.commit([second]);
  assertEquals(await readVersions(store.crash({ during: "after" })), [1, 0]);
});

Deno.test("MemoryStore.crash() keeps some actors' writes partly", async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const { host } = makeHost(new SimulatedRuntime({ seed }));
    const store = memoryStore();
    store.open(host);
    void store.commit([first, { ...first, actor: other }]);
    const next = store.crash({ during: "partly" });
    seen.add(String(await readVersions(next)));
  }
  assertEquals([...seen].toSorted(), ["0,0", "0,1", "1,0", "1,1"]);
});

Deno.test("MemoryStore.crash() keeps whole commits, by chance", async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const { host } = makeHost(new SimulatedRuntime({ seed }));
    const store = memoryStore();
    store.open(host);
    void store.commit([first, { ...first, actor: other }]);
    void store.commit([second]);
    seen.add(String(await readVersions(store.crash())));
  }
  assertEquals([...seen].toSorted(), ["0,0", "1,1", "2,1"]);
});

Deno.test("MemoryStore.open() opens again what is closed", async () => {
  const { host } = makeHost();
  const store = memoryStore();
  store.open(host);
  assertThrows(() => store.open(host), StoreError, "another engine");
  const committed = store.commit([first]);
  await Promise.all([store.close(), store.close()]);
  assertEquals(await committed, []);
  const error = await assertRejects(() => store.load(actor), StoreError);
  assertEquals(error.code, "closed");
  store.open(host);
  assertEquals(await readVersions(store), [1, 0]);
});

Deno.test("MemoryStore.faults strike a commit, one by one", async () => {
  const { host, runtime } = makeHost();
  const store = memoryStore();
  store.open(host);
  store.faults.strike("store:failed-commit");
  await assertRejects(
    () => store.commit([first]),
    StoreError,
    'Cannot commit "Account/ann": fault store:failed-commit',
  );
  assertEquals(await readVersions(store), [0, 0]);
  store.faults.strike("store:lost-commit");
  await assertRejects(() => store.commit([first]), StoreError, "lost-commit");
  assertEquals(await readVersions(store), [1, 0]);
  store.faults.strike("store:silent-commit");
  const silent = watch(store.commit([second]));
  assertEquals(await readVersions(store), [2, 0]);
  await runtime.advance(1_000);
  assertEquals([silent.isSettled, store.commits], [false, 2]);
  store.faults.strike("store:failed-read");
  await assertRejects(() => store.load(actor), StoreError, "failed-read");
  assertEquals(await readVersions(store), [2, 0]);
});

Deno.test("MemoryStore.faults slow answers down, in their order", async () => {
  const { host, runtime } = makeHost();
  const store = memoryStore({ maxDelayMs: 60_000 });
  store.open(host);
  store.faults.strike("store:slow");
  const order: string[] = [];
  const asked = [
    store.commit([first]).then(() => order.push("commit")),
    store.load(actor).then((loaded) => order.push(`load ${loaded?.version}`)),
  ];
  await runtime.settle();
  assertEquals(order, []);
  await runtime.advance(60_000);
  await Promise.all(asked);
  assertEquals(order, ["commit", "load 1"]);
});

/** Commits under faults by chance; returns what became of each. */
async function play(seed: number): Promise<string[]> {
  const { host, runtime } = makeHost(new SimulatedRuntime({ seed }));
  const store = memoryStore({
    faults: { "store:slow": 0.3, "store:failed-commit": 0.3 },
  });
  store.open(host);
  const seen: string[] = [];
  for (let index = 0; index < 20; index++) {
    store.commit([first]).then(
      (refused) => seen.push(`${runtime.now()} ${refused.length}`),
      (error: Error) => seen.push(`${runtime.now()} ${error.message}`),
    );
  }
  await runtime.advance(10_000);
  return seen;
}

Deno.test("MemoryStore.faults strike by a seed's chance", async () => {
  const seen = await play(7);
  assertEquals(await play(7), seen);
  assertEquals(seen.length, 20);
  assert(seen.some((line) => line.includes("fault store:failed-commit")));
  assert(String(await play(8)) !== String(seen));
});

Deno.test("MemoryStore.faults strike as another source decides", async () => {
  const asked: string[] = [];
  const store = memoryStore({
    faults: {
      strikes(name, where) {
        asked.push(`${name} ${where}`);
        return name === "store:lost-commit";
      },
    },
  });
  await assertRejects(() => store.commit([first]), StoreError, "lost-commit");
  assertEquals(asked, [
    'store:failed-commit commit "Account/ann"',
    'store:lost-commit commit "Account/ann"',
  ]);
});

Deno.test("MemoryStore.faults strike as a simulation's do", async () => {
  const seen = new Map<number, string[]>();
  const rates = { "store:lost-commit": 0.5, "store:slow": 0.5 };
  await simulate({ seeds: [1, 2, 3], faults: rates }, async (sim) => {
    const store = memoryStore({ faults: sim.faults });
    store.open({ ...makeHost().host, runtime: sim.runtime });
    const lines: string[] = [];
    for (let round = 0; round < 10; round++) {
      const result = await store.commit([first]).then(
        (refused) => String(refused),
        (error: Error) => error.message,
      );
      lines.push(`${sim.now()} ${result}`);
    }
    // The first seed is run twice.
    assertEquals(seen.get(sim.seed) ?? lines, lines);
    seen.set(sim.seed, lines);
  });
  const lines = seen.values().toArray();
  assert(lines[0]!.some((line) => line.includes("lost-commit")));
  assert(String(lines[0]) !== String(lines[1]));
});

Deno.test("MemoryStore.lose() refuses all, and tells the engine", async () => {
  const { host, lost } = makeHost();
  const store = memoryStore();
  store.open(host);
  const loaded = store.load(actor);
  store.lose();
  const error = await assertRejects(() => loaded, StoreError);
  assertEquals(error.code, "lost");
  await assertRejects(() => store.commit([first]), StoreError, "lost");
  assertEquals(lost, [error]);
  await store.close();
});

Deno.test("MemoryStore.putStates() writes what getStates() reads", async () => {
  const store = memoryStore();
  assertEquals(await store.getStates(actor), new Map());
  const owners = ["ann"];
  const put = store.putStates(actor, {
    balance: { value: { cents: 5n, owners } },
    visits: { version: 3, value: 7 },
  });
  owners.push("bob");
  await put;
  assertEquals(
    await store.getStates(actor),
    new Map([
      ["balance", { version: 1, value: { cents: 5n, owners: ["ann"] } }],
      ["visits", { version: 3, value: 7 }],
    ]),
  );
  await store.putStates(actor, { visits: { version: 4, value: 8 } });
  const states = await store.getStates(actor);
  assertEquals(states.get("visits"), { version: 4, value: 8 });
  assertEquals([states.size, ...await readVersions(store)], [2, 2, 0]);
  const wrong = { visits: { value: () => 1 } };
  await assertRejects(() => store.putStates(actor, wrong), CodecError);
});

Deno.test("MemoryStore.putStates() leaves the rest of a record", async () => {
  const store = memoryStore();
  const outbox = { line: "c0ffee", next: 4, sends: [] };
  const kept = encodeRecord({ ...NO_RECORD, outbox });
  const write = { bytes: kept, wakeAt: 70 };
  await store.commit([{ actor, expected: 0, record: write }]);
  await store.putStates(actor, { visits: { value: 1 } });
  const found = await store.load(actor);
  assertEquals(decodeRecord(found!.bytes).outbox, outbox);
  const due = await store.due({ until: 99, limit: 9 });
  assertEquals(due, [{ actor, wakeAt: 70 }]);
});

Deno.test("memoryStore() refuses options and faults that it has not", () => {
  assertThrows(
    () => memoryStore({ fault: {} } as never),
    TypeError,
    'Cannot use option "fault": memoryStore() has none of that name',
  );
  assertThrows(
    () => memoryStore({ faults: { slow: 1 } as never }),
    TypeError,
    'Cannot use fault "slow"',
  );
  assertThrows(
    () => memoryStore({ faults: { "store:slow": 2 } }),
    RangeError,
    "it must be a number from 0 to 1",
  );
  assertThrows(() => memoryStore({ maxDelayMs: -1 }), RangeError);
  const { faults } = memoryStore();
  assertThrows(() => faults.strike("store:slow", 0), RangeError, "times 0");
});
