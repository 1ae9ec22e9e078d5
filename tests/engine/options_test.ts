import { Engine, type EngineOptions } from "@backstage/actors";
import { ActorProxy, defineActor } from "@backstage/actors/proxy";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readInboxCapacity } from "../../src/actor/options.ts";
import { readEngineOptions } from "../../src/engine/options.ts";

const CAPACITY = "it must be a whole number from 1 to 16777216";

Deno.test("Engine throws when an option is out of its limits", () => {
  const bad: [options: EngineOptions, sentence: string][] = [
    [{ inboxCapacity: 0 }, `Cannot use inboxCapacity 0: ${CAPACITY}`],
    [{ inboxCapacity: 1.5 }, `Cannot use inboxCapacity 1.5: ${CAPACITY}`],
    [{ inboxCapacity: NaN }, `Cannot use inboxCapacity NaN: ${CAPACITY}`],
    [{ inboxCapacity: 16_777_217 }, CAPACITY],
    [{ inboxCapacity: "8" as never }, CAPACITY],
    [
      { drainTimeoutMs: -1 },
      "Cannot use drainTimeoutMs -1: it must be a number from 0 to 2147483647",
    ],
    [
      { drainTimeoutMs: Infinity },
      "Cannot use drainTimeoutMs Infinity: " +
      "it must be a number from 0 to 2147483647",
    ],
    [
      { turnsPerRun: 0 },
      "Cannot use turnsPerRun 0: it must be a number from 1 to 2147483647",
    ],
    [{ runBudgetMs: NaN }, "Cannot use runBudgetMs NaN"],
  ];
  for (const [options, sentence] of bad) {
    const error = assertThrows(() => new Engine(options), RangeError);
    assertStringIncludes(error.message, sentence);
  }
  assertThrows(
    () => new Engine({ wire: "never" as "auto" }),
    TypeError,
    'Cannot use wire "never": it must be "auto" or "always"',
  );
});

Deno.test("readEngineOptions() fills in the defaults", () => {
  const { logger: _logger, runtime: _runtime, ...others } = readEngineOptions(
    {},
  );
  assertEquals(others, {
    overflow: "refuse",
    idleMs: 0,
    wire: "auto",
    inboxCapacity: 65_536,
    callTimeoutMs: 30_000,
    drainTimeoutMs: 10_000,
    turnsPerRun: 128,
    runBudgetMs: 5,
  });
});

Deno.test("readInboxCapacity() takes the limits themselves", () => {
  assertEquals(readInboxCapacity({ inboxCapacity: 1 }, 5), 1);
  assertEquals(readInboxCapacity({ inboxCapacity: 16_777_216 }, 5), 16_777_216);
  assertEquals(readInboxCapacity({}, 5), 5);
});

class GreedyProxy extends ActorProxy {
  static readonly definition = defineActor({
    type: "Greedy",
    options: () => ({ inboxCapacity: 0 }),
    create: () => ({}),
    methods: {},
  });
}

Deno.test("Engine.getActor() throws when class options are bad", async () => {
  await using engine = new Engine();
  for (let count = 0; count < 2; count++) {
    assertThrows(
      () => engine.getActor(GreedyProxy, "a"),
      RangeError,
      `Cannot use inboxCapacity 0: ${CAPACITY}`,
    );
  }
  assertEquals(engine.snapshot().types, []);
});
