import { memoryStore, testEngine } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { Chance } from "../support/chance.ts";

const ann = { type: "Ledger", id: "ann" };

Deno.test("LiveState.accept() keeps bytes of any length", async () => {
  const chance = new Chance(4_711);
  const store = memoryStore();
  await using engine = testEngine({ store });
  const ledger = engine.getActor(LedgerProxy, "ann");
  let cents = 0;
  for (let turn = 0; turn < 300; turn++) {
    // Its bytes are as many as before, more by one, or undone.
    const change = chance.pick([1, 1, 1, 30, -30, 70_000, -70_000]);
    if (chance.below(4) === 0) {
      await assertRejects(() => ledger.fail(change));
    } else cents = await ledger.deposit(change, "");
    if (chance.below(10) === 0) await ledger.visit();
    const { account } = Object.fromEntries(await store.getStates(ann));
    const { cents: stored } = account?.value as { cents: number };
    assertEquals(stored, cents);
    assertEquals((await ledger.read()).cents, cents);
  }
});
