import { CallError, type Engine, type Logger } from "@backstage/actors";
import {
  type ClusterSimulation,
  simulateCluster,
  type SimulateClusterOptions,
  SimulationError,
} from "@backstage/actors/testing";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { SlotProxy } from "../../cast/generated/slot_proxy.gen.ts";
import { Slot } from "../../cast/slot.ts";
import { cast } from "../../support/cast.ts";

const ACTORS = [SlotProxy, PuppetProxy];
const SLOTS = ["a", "b", "c", "d", "e", "f"];

function slotOf(engine: Engine, id: string) {
  return engine.getActor(SlotProxy, id);
}

/** Waits until all nodes have joined, and have their shares of all shards. */
async function joinAll({ advance, nodes }: ClusterSimulation): Promise<void> {
  await Promise.all(nodes.map(({ engine }) => engine.joined));
  await advance(15_000);
}

/** Finds the node on which a slot is active. */
function findOwner({ nodes }: ClusterSimulation, id: string) {
  return nodes.find(({ engine }) => engine.isActive(SlotProxy, id))!;
}

Deno.test("simulateCluster() spreads actors over its nodes", async () => {
  const owners = new Set<string>();
  const options = { seeds: 5, actors: ACTORS, clients: 1 };
  await simulateCluster(options, async (sim) => {
    await joinAll(sim);
    assertEquals(sim.nodes.map(({ name }) => name), ["n1", "n2", "n3", "c1"]);
    for (const [at, id] of SLOTS.entries()) {
      await slotOf(sim.nodes[at % 4]!.engine, id).write(at);
      const { engine } = sim.nodes[(at + 1) % 4]!;
      assertEquals(await slotOf(engine, id).read(), at);
      owners.add(findOwner(sim, id).name);
      assert(findOwner(sim, id).live(SlotProxy, id) instanceof Slot);
    }
  });
  assertEquals([...owners].sort(), ["n1", "n2", "n3"]);
});

Deno.test("SimulatedNode.crash() moves its actors to other nodes", async () => {
  const tookMs: number[] = [];
  for (const silently of [false, true]) {
    await simulateCluster({ seeds: 5, actors: ACTORS }, async (sim) => {
      await joinAll(sim);
      const { advance, nodes, now } = sim;
      await slotOf(nodes[0]!.engine, "a").write(7);
      const owner = findOwner(sim, "a");
      owner.crash({ silently });
      assertEquals(owner.state, "gone");
      const crashedAt = now();
      const other = nodes.find(({ state }) => state === "running")!;
      const read = () =>
        slotOf(other.engine, "a").with({ timeoutMs: 1_000 }).read()
          .catch(() => null);
      while (await read() !== 7) await advance(100);
      tookMs.push(now() - crashedAt);
      await assertRejects(
        async () => await slotOf(owner.engine, "a").read(),
        CallError,
        "crashed",
      );
      const engine = owner.restart();
      assertEquals([owner.engine, owner.state], [engine, "running"]);
      assertEquals(await slotOf(engine, "a").read(), 7);
    });
  }
  assert(tookMs.slice(0, 6).every((ms) => ms < 3_000), `${tookMs}`);
  assert(tookMs.slice(6).every((ms) => ms < 26_000), `${tookMs}`);
  assert(tookMs.slice(6).some((ms) => ms > 10_000), `${tookMs}`);
});

Deno.test("SimulatedNode.pause() keeps a node from going on", async () => {
  await simulateCluster({ seeds: 5, actors: ACTORS }, async (sim) => {
    await joinAll(sim);
    const { advance, nodes } = sim;
    const ticks: number[] = [];
    cast.set("clock", {
      ask: (ctx) => void ctx.runRecurring(100, () => void ticks.push(1)),
    });
    await nodes[0]!.engine.getActor(PuppetProxy, "clock").ask(null);
    const owner = nodes.find(({ engine }) =>
      engine.isActive(PuppetProxy, "clock")
    )!;
    await advance(1_000);
    assert(ticks.length >= 8, `${ticks.length}`);
    owner.pause();
    const { length } = ticks;
    assertEquals(owner.state, "still");
    await advance(5_000);
    assertEquals(ticks.length, length);
    owner.resume();
    await advance(1_000);
    assert(ticks.length > length, "it does not go on");
  });
  cast.clear();
});

Deno.test("ClusterNetwork.cut() is mended by heal()", async () => {
  await simulateCluster({ seeds: 5, actors: ACTORS }, async (sim) => {
    await joinAll(sim);
    const { heal, network, nodes } = sim;
    await slotOf(nodes[0]!.engine, "a").write(7);
    const owner = findOwner(sim, "a");
    const [other] = nodes.filter((node) => node !== owner);
    network.cut(other!.name, owner.name);
    const read = () =>
      slotOf(other!.engine, "a").with({ timeoutMs: 1_000 }).read();
    const { outcome } = await assertRejects(
      async () => await read(),
      CallError,
    );
    assertEquals(outcome, "unknown");
    heal();
    assertEquals(await read(), 7);
  });
});

/** Notes what a seed of random faults does, to its last line. */
async function trace(seed: number): Promise<string> {
  let lines = "";
  const note = (...data: unknown[]): void => void (lines += `${data}\n`);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const faults = {
    "net:lost": 0.1,
    "net:late": 0.1,
    "node:crash": 0.05,
    "node:pause": 0.05,
    "bucket:lost-answer": 0.1,
  };
  const options = { seeds: [seed], actors: ACTORS, faults, engine: { logger } };
  await simulateCluster(options, async ({ advance, nodes }) => {
    lines = "";
    for (let at = 0; at < 30; at++) {
      await advance(1_000);
      const { engine } = nodes[at % 3]!;
      const limit = { timeoutMs: 1_000 };
      void slotOf(engine, SLOTS[at % 6]!).with(limit).write(at)
        .then(() => note(`wrote ${at}`), (error) => note(String(error)));
    }
  });
  return lines;
}

Deno.test("simulateCluster() runs a seed alike, and another not", async () => {
  const first = await trace(3);
  assertEquals(await trace(3), first);
  assert(await trace(4) !== first);
});

Deno.test("simulateCluster() names a seed and what is simplest", async () => {
  const faults = { "node:crash": 0.05, "net:late": 0.7 };
  const error = await assertRejects(
    () =>
      simulateCluster({ actors: ACTORS, faults }, async (sim) => {
        for (let at = 0; at < 20; at++) {
          await sim.advance(1_000);
          const crashed = sim.nodes.some(({ state }) => state === "gone");
          if (crashed) throw new Error("a node has crashed");
          await slotOf(sim.nodes[0]!.engine, "a").read();
        }
      }),
    SimulationError,
    "a node has crashed",
  );
  const { schedule, seed, shrunk } = error;
  assert(error.message.startsWith(`seed ${seed}: `));
  const crashes = schedule!.lines.filter((line) => /^!! n\d: crash/.test(line));
  assertEquals(crashes.length > 0, true);
  assert(schedule!.faults > 1 && schedule!.turns > 1);
  assertEquals([shrunk!.faults, shrunk!.turns], [1, 0]);
});

Deno.test("simulateCluster() refuses options that are none", async () => {
  const bad: [options: object, type: typeof TypeError, message: string][] = [
    [{}, TypeError, "with actors undefined"],
    [{ actors: [] }, TypeError, "with actors"],
    [{ actors: ACTORS, nodes: 0 }, RangeError, "Cannot use nodes 0"],
    [{ actors: ACTORS, nodes: 1.5 }, RangeError, "Cannot use nodes 1.5"],
    [{ actors: ACTORS, clients: -1 }, RangeError, "Cannot use clients -1"],
    [{ actors: ACTORS, shards: 0 }, RangeError, "Cannot use shards 0"],
    [{ actors: ACTORS, maxDrift: 0.5 }, RangeError, "Cannot use maxDrift"],
    [{ actors: ACTORS, maxDelayMs: -1 }, RangeError, "Cannot use maxDelayMs"],
    [{ actors: ACTORS, node: 3 }, TypeError, 'Cannot use option "node"'],
    [{ actors: ACTORS, strategy: "exhaustive" }, TypeError, "exhaustive"],
    [{ actors: ACTORS, faults: { crash: 1 } }, TypeError, '"node:crash"'],
    [{ actors: ACTORS, faults: { stopEngine: 1 } }, TypeError, "node:leave"],
    [{ actors: ACTORS, engine: { actors: ACTORS } }, TypeError, '"actors"'],
    [{ actors: ACTORS, engine: { cluster: {} } }, TypeError, '"cluster"'],
  ];
  for (const [options, type, message] of bad) {
    await assertRejects(
      () => simulateCluster(options as SimulateClusterOptions, () => {}),
      type,
      message,
    );
  }
  await assertRejects(
    () => simulateCluster({ actors: ACTORS }, undefined as never),
    TypeError,
    "the scenario must be a function",
  );
});
