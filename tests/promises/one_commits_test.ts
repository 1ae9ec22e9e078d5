import {
  type ClusterSimulation,
  memoryStore,
  simulateCluster,
} from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { CofferProxy } from "../cast/generated/coffer_proxy.gen.ts";
import { isInRuns } from "../support/runs.ts";
import {
  FenceWitness,
  watchStore,
} from "../support/cluster_mix/watched_store.ts";

const SHARDS = 4;
const DEPOSITS = 12;
const FAULTS = {
  "node:crash": 0.01,
  "node:vanish": 0.01,
  "node:pause": 0.01,
  "node:offline": 0.01,
  "net:cut": 0.02,
  "bucket:stall": 0.01,
  "store:slow": 0.3,
};

/** Deposits on each node, whatever becomes of it; returns what was answered. */
async function depositAll(sim: ClusterSimulation): Promise<number[]> {
  const answered: number[] = [];
  const limit = { timeoutMs: 5_000 };
  for (let number = 1; number <= DEPOSITS; number++) {
    await sim.advance(5_000);
    await Promise.all(sim.nodes.map(async ({ engine, name, state }, at) => {
      if (state !== "running") return;
      const own = number * sim.nodes.length + at;
      const coffer = engine.getActor(CofferProxy, "m").with(limit);
      await coffer.deposit(name, own, 1).then(
        () => void answered.push(own),
        () => {},
      );
    }));
  }
  return answered;
}

Deno.test("promise 24: at most one activation commits", async () => {
  let witness = new FenceWitness();
  let deposits = 0;
  await simulateCluster({
    seeds: 40,
    actors: [CofferProxy],
    shards: SHARDS,
    faults: FAULTS,
    store() {
      witness = new FenceWitness();
      return watchStore(memoryStore(), witness, SHARDS);
    },
  }, async (sim) => {
    const answered = await depositAll(sim);
    sim.heal();
    await sim.advance(60_000);
    const { engine } = sim.nodes[0]!;
    const book = await engine.getActor(CofferProxy, "m").read();
    assertEquals(book.faults, []);
    const done = Object.values(book.deposited);
    for (const number of answered) {
      const isThere = done.some((runs) => isInRuns(runs, number));
      assert(isThere, `deposit ${number} was answered, and is gone`);
    }
    assertEquals([...witness.problems], []);
    deposits += answered.length;
  });
  assert(deposits > 25 * DEPOSITS, `${deposits} were answered`);
});
