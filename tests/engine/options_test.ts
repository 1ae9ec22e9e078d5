import {
  type ActorOptions,
  Engine,
  type EngineOptions,
  type Store,
} from "@backstage/actors";
import { ActorProxy, defineActor } from "@backstage/actors/proxy";
import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { readActorOptions } from "../../src/actor/options.ts";
import { readEngineOptions } from "../../src/engine/options.ts";

const CAPACITY = "it must be a whole number from 1 to 16777216";

Deno.test("Engine throws when an option is out of its limits", () => {
  const bad: [options: EngineOptions, sentence: string][] = [
    [{ inboxCapacity: 0 }, `Cannot use inboxCapacity 0: ${CAPACITY}`],
    [{ inboxCapacity: 1.5 }, `Cannot use inboxCapacity 1.5: ${CAPACITY}`],
    [{ inboxCapacity: NaN }, `Cannot use inboxCapacity NaN: ${CAPACITY}`],
    [{ inboxCapacity: 16_777_217 }, CAPACITY],
    [
      { inboxCapacity: "8" as never },
      `Cannot use inboxCapacity "8": ${CAPACITY}`,
    ],
    [
      { inboxCapacity: Symbol("8") as never },
      `Cannot use inboxCapacity Symbol(8): ${CAPACITY}`,
    ],
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
    replyIdleMs: 300_000,
    keepAnswersMs: 86_400_000,
    turnContext: "always",
    carry: null,
    interceptors: [],
    wire: "auto",
    inboxCapacity: 65_536,
    callTimeoutMs: 30_000,
    drainTimeoutMs: 10_000,
    turnsPerRun: 128,
    runBudgetMs: 5,
    cluster: null,
    store: null,
    actors: [],
    cron: null,
    maxUncommitted: 1_000,
    maxRecordBytes: 786_432,
  });
});

Deno.test("readActorOptions() takes the limits, and the engine's own", () => {
  const defaults = {
    inboxCapacity: 5,
    overflow: "refuse",
    idleMs: 7,
    replyIdleMs: 9,
    keepAnswersMs: 11,
    turnContext: "always",
  } as const;
  const read = (options: ActorOptions) => readActorOptions(options, defaults);
  assertEquals(read({}), {
    ...defaults,
    placement: "hash",
    reentrancy: "none",
  });
  assertEquals(read({ inboxCapacity: 1 }).inboxCapacity, 1);
  assertEquals(read({ inboxCapacity: 16_777_216 }).inboxCapacity, 16_777_216);
  assertEquals(read({ idleMs: 0, overflow: "drop-oldest" }), {
    inboxCapacity: 5,
    overflow: "drop-oldest",
    idleMs: 0,
    replyIdleMs: 9,
    keepAnswersMs: 11,
    placement: "hash",
    reentrancy: "none",
    turnContext: "always",
  });
  assertThrows(
    () => read({ overflow: "drop" as "refuse" }),
    TypeError,
    'Cannot use overflow "drop": ' +
      'it must be "refuse", "wait", "drop-newest" or "drop-oldest"',
  );
  assertThrows(
    () => read({ reentrancy: 1 as never }),
    TypeError,
    'Cannot use reentrancy 1: it must be "none", "chain" or "full"',
  );
});

Deno.test("Engine throws when its store is none", () => {
  const bad: [store: unknown, sentence: string][] = [
    ["bank.db", '"bank.db": it must be a store, such as `sqlite("app.db")`'],
    [{}, "(object): it must be a store"],
    [() => {}, "(function): it must be a store"],
    [{ load() {} }, "has no method `read`"],
  ];
  for (const [store, sentence] of bad) {
    const open = () => new Engine({ store: store as Store });
    const { message } = assertThrows(open, TypeError, "Cannot use store ");
    assertStringIncludes(message, sentence);
  }
});

Deno.test("Engine throws when an option has no such name", () => {
  const bad: [options: object, sentence: string][] = [
    [{ inboxCapcity: 5 }, '"inboxCapcity"'],
    [{ callTimeoutMS: 5 }, '"callTimeoutMS"'],
    [{ interceptor: [] }, '"interceptor"'],
    [{ idlems: 0 }, '"idlems"'],
    [{ colour: "red" }, '"colour"'],
    [JSON.parse('{"__proto__":1}'), '"__proto__"'],
  ];
  const nearest = [
    "inboxCapacity",
    "callTimeoutMs",
    "interceptors",
    "idleMs",
    null,
    null,
  ];
  for (const [at, [options, name]] of bad.entries()) {
    const near = nearest[at];
    const hint = near === null ? "" : `, its nearest is "${near}"`;
    const error = assertThrows(() => new Engine(options), TypeError);
    assertEquals(
      error.message,
      `Cannot use option ${name}: an engine has none of that name${hint}`,
    );
  }
  const options = { wirre: undefined, wire: undefined };
  assertEquals(readEngineOptions(options as object).wire, "auto");
  for (const none of [null, 7, "wire"]) {
    assertThrows(
      () => new Engine(none as never),
      TypeError,
      " of an engine: they must be an object",
    );
  }
});

Deno.test("Engine.getActor() throws when it has no such option", async () => {
  await using engine = new Engine();
  const cases: [options: object, sentence: string][] = [
    [
      { maxConcurency: 2 },
      'Cannot use option "maxConcurency": an actor class has none of that ' +
      'name, its nearest is "maxConcurrency"',
    ],
    [
      { supervision: { directve: "restart" } },
      'Cannot use option "directve": a supervision has none of that name, ' +
      'its nearest is "directive"',
    ],
  ];
  for (const [at, [options, sentence]] of cases.entries()) {
    class SlippedProxy extends ActorProxy {
      static readonly definition = defineActor({
        type: `Slipped${at}`,
        options: () => options,
        create: () => ({}),
        methods: {},
      });
    }
    assertThrows(
      () => engine.getActor(SlippedProxy, "a"),
      TypeError,
      sentence,
    );
  }
  assertEquals(engine.snapshot().types, []);
});

Deno.test("ActorProxy.with() throws when it has no such option", async () => {
  await using engine = new Engine();
  const counter = engine.getActor(CounterProxy, "a");
  assertThrows(
    () => counter.with({ timeout: 5 } as object),
    TypeError,
    'Cannot use option "timeout": a call has none of that name, ' +
      'its nearest is "timeoutMs"',
  );
});

Deno.test("Engine throws when an interceptor is none", () => {
  const bad: [interceptors: unknown, sentence: string][] = [
    [{}, "Cannot use interceptors (object): it must be an array"],
    [null, "Cannot use interceptors null: it must be an array"],
    ["in", 'Cannot use interceptors "in": it must be an array'],
    [[null], "Cannot use interceptors[0] null: "],
    [[{ incoming() {} }, {}], "Cannot use interceptors[1] (object): "],
    [[{ incomming() {} }], "Cannot use interceptors[0] (object): "],
    [[{ incoming: 7 }], "Cannot use interceptors[0] (object): "],
    [[() => {}], "Cannot use interceptors[0] (function): "],
    [[{ incoming() {}, outgoing: "x" }], "Cannot use interceptors[0] "],
  ];
  for (const [interceptors, sentence] of bad) {
    const options = { interceptors } as EngineOptions;
    const error = assertThrows(() => new Engine(options), TypeError);
    assertStringIncludes(error.message, sentence);
  }
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

Deno.test("readEngineOptions() refuses a cron that reads nothing", () => {
  const { message } = assertThrows(
    () => readEngineOptions({ cron: "@daily" as never }),
    TypeError,
  );
  assertEquals(
    message,
    'Cannot use cron "@daily": it must be what "@backstage/actors/cron" ' +
      "exports under that name",
  );
});

Deno.test("readEngineOptions() refuses records that their store does", () => {
  const store = memoryStore({ maxRecordBytes: 1_000 });
  assertEquals(readEngineOptions({ store }).maxRecordBytes, 1_000);
  const less = readEngineOptions({ store, maxRecordBytes: 999 });
  assertEquals(less.maxRecordBytes, 999);
  assertThrows(
    () => readEngineOptions({ store, maxRecordBytes: 1_001 }),
    RangeError,
    "the store takes at most 1000",
  );
});

Deno.test("readEngineOptions() goes by how many rows a store takes", () => {
  const store = memoryStore({ maxRows: 9 });
  assertEquals(readEngineOptions({ store }).maxUncommitted, 4);
  assertEquals(
    readEngineOptions({ store, maxUncommitted: 3 }).maxUncommitted,
    3,
  );
});
