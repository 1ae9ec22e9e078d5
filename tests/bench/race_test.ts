import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import type { Runner } from "../../bench/lane.ts";
import { race } from "../../bench/race.ts";
import { floors, ours } from "../../bench/runners.ts";
import type { Workload } from "../../bench/workload.ts";
import { workloads } from "../../bench/workloads/all.ts";

const OPTIONS = { rounds: 1, budgetMs: 1 };

/** The workloads, each as short as it can be. */
const short: readonly Workload[] = workloads.map((workload) => ({
  ...workload,
  operations: workload.step,
}));

function pick(...ids: readonly string[]): readonly Workload[] {
  return short.filter(({ id }) => ids.includes(id));
}

function fixture(name: string): Runner {
  return { name, module: `../tests/bench/fixtures/${name}.ts` };
}

async function findObstacles(
  runners: readonly Runner[],
  workloads: readonly Workload[],
): Promise<string[]> {
  const { heats } = await race(runners, workloads, OPTIONS);
  return heats.flatMap(({ workload, outcomes }) =>
    [...outcomes].flatMap(([name, outcome]) =>
      "obstacle" in outcome
        ? [`${name}, ${workload.id}: ${outcome.obstacle}`]
        : []
    )
  );
}

Deno.test("race() finds no workload that ours cannot do", async () => {
  assertEquals(await findObstacles([ours], short), []);
});

Deno.test("race() finds that floors do all but what they refuse", async () => {
  const obstacles = await findObstacles(floors, short);
  const reasons = new Set(obstacles.map((line) => line.split(": ")[1]));
  assertEquals([...reasons].sort(), [
    "a million hops are a stack a million deep",
    "always by bytes",
    "has no bytes",
    "has no replies",
    "has no timers",
    "has timers alone",
  ]);
});

Deno.test("race() goes on when a runner dies, and says of what", async () => {
  const { heats } = await race(
    [fixture("dying"), ours],
    pick("W1", "W2"),
    OPTIONS,
  );
  assertEquals(heats.map(({ outcomes }) => outcomes.get("dying")), [
    { obstacle: "Error: it died of a message" },
    { obstacle: "dies too early" },
  ]);
  const figures = heats.map(({ outcomes }) => outcomes.get(ours.name)!);
  for (const outcome of figures) {
    assertGreater("medianNs" in outcome ? outcome.medianNs : 0, 0);
  }
});

Deno.test("race() says why a runner does not start", async () => {
  const { participants, heats } = await race(
    [fixture("nobody")],
    pick("W1"),
    OPTIONS,
  );
  assertMatch(participants[0]?.failure ?? "", /nobody\.ts/);
  assertEquals(heats[0]?.outcomes.has("nobody"), true);
});

Deno.test("race() trusts no round that lost a part of a message", async () => {
  assertEquals(await findObstacles([fixture("forgetful")], pick("W1")), [
    "forgetful, W1: Cannot trust the round: 1000 of 1000 arrived, " +
    "worth 4000 and not 5000",
  ]);
});
