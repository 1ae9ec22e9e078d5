import { assertEquals, assertNotEquals } from "@std/assert";
import { BREACHES } from "./breaches.ts";
import { Scenario, type ScenarioOptions } from "./scenario.ts";

/** A failure names its seed: run the scenario of it alone. */
const SEEDS = 100;

/** Runs seeds until one breaks a rule; returns that, and what it broke. */
async function findBreach(
  options: Omit<ScenarioOptions, "seed">,
): Promise<string | null> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const [breach] = await new Scenario({ ...options, seed }).run();
    if (breach !== undefined) return `seed ${seed}: ${breach}`;
  }
  return null;
}

Deno.test("Ownership has one owner a shard, whatever happens", async () => {
  assertEquals(await findBreach({}), null);
});

Deno.test("Ownership has one owner where death is proved, too", async () => {
  assertEquals(await findBreach({ cutResult: "unreachable" }), null);
});

for (const [what, breach] of Object.entries(BREACHES)) {
  Deno.test(`Ownership that ${what} is found out`, async () => {
    assertNotEquals(await findBreach({ breach }), null);
  });
}
