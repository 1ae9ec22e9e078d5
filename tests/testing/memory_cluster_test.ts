import { CallError, Engine } from "@backstage/actors";
import {
  type MemoryCluster,
  memoryCluster,
  type MemoryClusterOptions,
  SimulatedRuntime,
} from "@backstage/actors/testing";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { SlotProxy } from "../cast/generated/slot_proxy.gen.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** A cluster of two nodes in virtual time, and an actor on each. */
async function openTwo(
  options: MemoryClusterOptions,
  body: (cluster: MemoryCluster, pair: Pair) => Promise<void>,
): Promise<void> {
  const runtime = new SimulatedRuntime();
  const cluster = memoryCluster({ ...options, runtime });
  const engines = ["a", "b"].map((name) =>
    new Engine({
      runtime,
      cluster: cluster.node({ name }),
      actors: [SlotProxy],
      logger: SILENT,
    })
  );
  const joined = Promise.all(engines.map(({ joined }) => joined));
  await runtime.advance(30_000);
  await joined;
  const [a, b] = engines as [Engine, Engine];
  await body(cluster, { runtime, a, b, ...await findOwned(a, b) });
  cluster.faults.off();
  cluster.network.mend();
  const stopped = Promise.all(engines.map((engine) => engine.stop()));
  await runtime.advance(30_000);
  await stopped;
}

interface Pair {
  readonly runtime: SimulatedRuntime;
  readonly a: Engine;
  readonly b: Engine;
  /** A slot that the second node has. */
  readonly far: string;
}

/** Finds a slot that the second node has. */
async function findOwned(a: Engine, b: Engine): Promise<{ far: string }> {
  for (let at = 0;; at++) {
    await a.getActor(SlotProxy, `r${at}`).read();
    if (b.isActive(SlotProxy, `r${at}`)) return { far: `r${at}` };
  }
}

Deno.test("memoryCluster() loses a packet where it is told to", async () => {
  await openTwo({}, async ({ faults }, { a, far, runtime }) => {
    faults.strike("net:lost");
    const written = a.getActor(SlotProxy, far).write(7);
    let isWritten = false;
    void written.then(() => isWritten = true);
    await runtime.settle();
    assertEquals(isWritten, false);
    // It is sent again.
    await runtime.advance(500);
    assertEquals(isWritten, true);
  });
});

Deno.test("MemoryCluster.network parts two nodes, one way", async () => {
  await openTwo({}, async ({ network }, { a, b, far, runtime }) => {
    const mend = network.cut("b", "a");
    const slot = a.getActor(SlotProxy, far).with({ timeoutMs: 1_000 });
    const written = assertRejects(
      () => slot.write(7) as Promise<void>,
      CallError,
    );
    await runtime.advance(2_000);
    assertEquals((await written).outcome, "unknown");
    mend();
    assertEquals(await b.getActor(SlotProxy, far).read(), 7);
  });
});

Deno.test("MemoryCluster.store has what nodes have committed", async () => {
  await openTwo({}, async ({ store }, { a, far, runtime }) => {
    await a.getActor(SlotProxy, far).write(7);
    const states = store.getStates({ type: "Slot", id: far });
    await runtime.settle();
    assertEquals((await states).get("value")?.value, 7);
  });
});

Deno.test("memoryCluster() refuses options that are none", () => {
  const bad: [options: object, type: typeof TypeError, message: string][] = [
    [{ nodes: 3 }, TypeError, 'Cannot use option "nodes"'],
    [{ name: "a b" }, RangeError, 'Cannot use name "a b"'],
    [{ shards: 0 }, RangeError, "Cannot use shards 0"],
    [{ shards: 5_000 }, RangeError, "Cannot use shards 5000"],
    [{ maxDelayMs: -1 }, RangeError, "Cannot use maxDelayMs -1"],
    [{ faults: { "net:slow": 1 } }, TypeError, 'Cannot use fault "net:slow"'],
    [{ faults: { "net:lost": 2 } }, RangeError, "Cannot use rate of fault"],
  ];
  for (const [options, type, message] of bad) {
    assertThrows(
      () => memoryCluster(options as MemoryClusterOptions),
      type,
      message,
    );
  }
  const { faults, node } = memoryCluster();
  assertThrows(() => node({ name: "" }), RangeError, 'Cannot use name ""');
  assertThrows(() => faults.strike("net:lost", 0), RangeError, "times 0");
});
