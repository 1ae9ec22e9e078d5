import {
  type ClusterSimulation,
  type NodeCrashOptions,
  simulateCluster,
} from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { SlotProxy } from "../cast/generated/slot_proxy.gen.ts";

const IDS = ["a", "b", "c", "d", "e", "f", "g", "h"];
/** How long calls wait before they are made again. */
const LIMIT_MS = 500;

/** Reads a slot until it answers. */
async function readUntil(
  { engine }: ClusterSimulation["nodes"][number],
  id: string,
): Promise<number> {
  while (true) {
    try {
      const slot = engine.getActor(SlotProxy, id);
      return await slot.with({ timeoutMs: LIMIT_MS }).read();
    } catch {
      // It is asked again at once.
    }
  }
}

/** Crashes a node; returns how long its actors do not answer, at most. */
async function crashOne(
  sim: ClusterSimulation,
  options: NodeCrashOptions,
): Promise<number> {
  const { advance, nodes, now } = sim;
  await Promise.all(nodes.map(({ engine }) => engine.joined));
  await advance(15_000);
  for (const [at, id] of IDS.entries()) {
    await nodes[0]!.engine.getActor(SlotProxy, id).write(at + 1);
  }
  const victim = nodes.find(({ engine }) => engine.isActive(SlotProxy, "a"))!;
  const other = nodes.find((node) => node !== victim)!;
  const owned = IDS.filter((id) => victim.engine.isActive(SlotProxy, id));
  victim.crash(options);
  const crashedAt = now();
  await Promise.all(owned.map(async (id) => {
    assertEquals(await readUntil(other, id), IDS.indexOf(id) + 1);
  }));
  return now() - crashedAt;
}

Deno.test("promise 25: a dead node's actors answer elsewhere", async () => {
  const faults = { "net:late": 0.02, "bucket:late": 0.05, "store:slow": 0.1 };
  const options = { seeds: 25, actors: [SlotProxy], faults };
  const took = { seen: [] as number[], silent: [] as number[] };
  await simulateCluster(options, async (sim) => {
    took.seen.push(await crashOne(sim, {}));
  });
  await simulateCluster(options, async (sim) => {
    took.silent.push(await crashOne(sim, { silently: true }));
  });
  const last = (list: number[]) => list.toSorted((a, b) => a - b).at(-1)!;
  assert(last(took.silent) <= 25_000, `${last(took.silent)} ms in silence`);
  assert(last(took.seen) <= 3_000, `${last(took.seen)} ms`);
});
