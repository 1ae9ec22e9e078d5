import { CallTimeoutError, DeadlockError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { StewardProxy } from "../../examples/generated/steward_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("deadlines", [
  "Kitchen/main: soup is ready",
  "Ann: soup",
  "Kitchen/main: roast is thrown away",
  'Bob: unknown, Cannot call "Steward/tom".order: no reply within 250 ms',
  'Cleo: not-run, Cannot call "Steward/tom".order: not begun within 250 ms, ' +
  "the actor was in order",
  "Kitchen/main: stew is thrown away",
  'Dan: unknown, Cannot call "Steward/tom".order: aborted while the method ' +
  "ran",
  'Eve: failed, Cannot call "Steward/tom".advise: it would wait for itself: ' +
  "Steward/tom.recommend -> Kitchen/main.taste -> Steward/tom.advise",
]);

testOnBothWires(
  "Kitchen.cook() throws a dish away when its guest's time is over",
  async ({ engine, log }) => {
    const tom = engine.getActor(StewardProxy, "tom").with({ timeoutMs: 250 });
    const { outcome } = await assertRejects(
      async () => await tom.order("roast", 2 ** 30),
      CallTimeoutError,
    );
    assertEquals([outcome, engine.now()], ["unknown", 250]);
    await engine.settled();
    assertEquals(log, ["Kitchen/main: roast is thrown away"]);
  },
);

testOnBothWires(
  "Steward.recommend() fails when the kitchen asks the steward",
  async ({ engine }) => {
    const tom = engine.getActor(StewardProxy, "tom");
    const error = await assertRejects(
      async () => await tom.recommend("fish"),
      DeadlockError,
    );
    assertEquals(error.cycle.length, 3);
  },
);
