import { CallError, NotActiveError } from "@backstage/actors";
import { testEngine } from "@backstage/actors/testing";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CounterProxy } from "../../../examples/generated/counter_proxy.gen.ts";
import { KitchenProxy } from "../../../examples/generated/kitchen_proxy.gen.ts";
import { MemberProxy } from "../../../examples/generated/member_proxy.gen.ts";
import { RoomProxy } from "../../../examples/generated/room_proxy.gen.ts";
import { StewardProxy } from "../../../examples/generated/steward_proxy.gen.ts";
import { Counter } from "../../../examples/counter.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { testPlay } from "../../support/playing.ts";

for (const wire of ["auto", "always"] as const) {
  Deno.test(`TestEngine.stub() stands in (wire ${wire})`, async () => {
    await using engine = testEngine({ wire, quiet: true });
    const kitchen = engine.stub(KitchenProxy, "main", {
      cook: (dish, minutes) => `a quick ${dish} of ${minutes}`,
    });
    const tom = engine.getActor(StewardProxy, "tom");
    assertEquals(await tom.order("soup", 7), "a quick soup of 7");
    assertEquals(kitchen.argsOf("cook"), [["soup", 7]]);
    assertEquals(kitchen.calls[0]?.caller, { type: "Steward", id: "tom" });
    // Others of its type are themselves.
    const other = engine.getActor(KitchenProxy, "other");
    await assertRejects(
      async () => await other.with({ timeoutMs: 5 }).cook("stew", 1e9),
    );
  });

  Deno.test(`TestEngine.stub() may have a part (wire ${wire})`, async () => {
    await using engine = testEngine({ wire, quiet: true });
    engine.stub(RoomProxy, "lobby", { lines: () => [] });
    await engine.getActor(MemberProxy, "ann").enter("lobby");
    await assertRejects(
      async () => await engine.getActor(MemberProxy, "ann").say("lobby", "hi"),
      Error,
      'Cannot call "Room/lobby".say: the stub has no such method',
    );
  });
}

Deno.test("TestEngine.stub() may fail, and be replaced", async () => {
  await using engine = testEngine({ quiet: true });
  const counter = engine.getActor(CounterProxy, "a");
  let count = 0;
  engine.stub(CounterProxy, "a", { add: async (by) => await (count += by) });
  assertEquals(await counter.add(2), 2);
  const probe = engine.stub(CounterProxy, "a", {
    add: () => Promise.reject(new RangeError("full")),
  });
  await assertRejects(async () => await counter.add(1), RangeError, "full");
  assertEquals(probe.calls.length, 1, "it records from its own beginning");
  engine.stub(CounterProxy, "a", {});
  await assertRejects(
    async () => await counter.add(1),
    Error,
    "no such method",
  );
});

Deno.test("TestEngine.stub() may ask for a Context", async () => {
  await using engine = testEngine();
  engine.stub(CounterProxy, "slow", (ctx) => ({
    add: async (amount) => {
      await ctx.sleep(1_000);
      const { caller, method } = ctx.turn;
      assertEquals([caller, method, ctx.actorId], [null, "add", "slow"]);
      return await ctx.getActor(CounterProxy, "other").add(amount);
    },
  }));
  assertEquals(await engine.getActor(CounterProxy, "slow").add(3), 3);
  assertEquals(engine.now(), 1_000);
});

testPlay("TestEngine.stub() streams", {}, async ({ open }) => {
  await using engine = open();
  engine.stub(PuppetProxy, "feed", {
    async *stream(input) {
      yield input;
      return "over";
    },
  });
  const values = engine.getActor(PuppetProxy, "feed").stream("one");
  assertEquals(await Array.fromAsync(values), ["one"]);
});

Deno.test("TestEngine.stub() refuses an actor that is active", async () => {
  await using engine = testEngine();
  await engine.getActor(CounterProxy, "a").add(1);
  assertThrows(
    () => engine.stub(CounterProxy, "a", {}),
    Error,
    'Cannot stub "Counter/a": "Counter/a" is active, stub it before its ' +
      "first call",
  );
  await engine.poisonPill(CounterProxy, "a");
  engine.stub(CounterProxy, "a", { add: () => 42 });
  assertEquals(await engine.getActor(CounterProxy, "a").add(1), 42);
});

Deno.test("TestEngine.stub() refuses what the actor has not", async () => {
  await using engine = testEngine({ quiet: true });
  assertThrows(
    // @ts-expect-error: the class has no such method.
    () => engine.stub(CounterProxy, "a", { sub: () => 1 }),
    TypeError,
    'Cannot stub sub of "Counter/a": the actor has no such method',
  );
  assertThrows(
    () => engine.stub(CounterProxy, "a", { add: 7 as never }),
    TypeError,
    'Cannot stub add of "Counter/a": it is no function',
  );
  assertThrows(() => engine.stub(CounterProxy, "", {}), RangeError);
  engine.stub(CounterProxy, "b", () => ({ toString: () => 1 }) as never);
  await assertRejects(
    async () => await engine.getActor(CounterProxy, "b").add(1),
    CallError,
    "init failed",
  );
  const { error } = await engine.eventually("failed");
  assertEquals(
    (error as Error).message,
    'Cannot stub toString of "Counter/b": the actor has no such method',
  );
  // @ts-expect-error: the class returns a number.
  engine.stub(CounterProxy, "c", { add: () => "one" });
});

Deno.test("TestEngine.live() returns the object of the class", async () => {
  await using engine = testEngine();
  const counter = engine.getActor(CounterProxy, "a");
  assertThrows(
    () => engine.live(CounterProxy, "a"),
    NotActiveError,
    'Cannot look at "Counter/a": it is not live',
  );
  await counter.add(5);
  const live: Counter = engine.live(CounterProxy, "a");
  assertEquals(live instanceof Counter, true);
  assertEquals(live.add(0), 5);
  await engine.poisonPill(CounterProxy, "a");
  assertThrows(() => engine.live(CounterProxy, "a"), NotActiveError);
  engine.stub(CounterProxy, "b", { add: () => 1 });
  await engine.getActor(CounterProxy, "b").add(1);
  assertThrows(
    () => engine.live(CounterProxy, "b"),
    TypeError,
    'Cannot look at "Counter/b": a stub stands in for it',
  );
});

Deno.test("TestEngine.stub() stands in for all of a type", async () => {
  await using engine = testEngine();
  const all = engine.stub(CounterProxy, null, { add: () => -1 });
  engine.stub(CounterProxy, "own", { add: () => 7 });
  const add = (id: string) => engine.getActor(CounterProxy, id).add(1);
  assertEquals(
    [await add("a"), await add("b"), await add("own")],
    [-1, -1, 7],
  );
  assertEquals(all.calls.map(({ actor }) => actor.id), ["a", "b", "own"]);
  engine.stub(CounterProxy, null, (ctx) => ({ add: () => ctx.now() + 40 }));
  engine.stub(CounterProxy, null, { add: () => 8 });
  assertEquals([await add("a"), await add("c")], [8, 8]);
});

Deno.test("TestEngine.stub() refuses a type that is active", async () => {
  await using engine = testEngine();
  await engine.getActor(CounterProxy, "a").add(1);
  assertThrows(
    () => engine.stub(CounterProxy, null, { add: () => 1 }),
    Error,
    'Cannot stub all of "Counter": "Counter/a" is active',
  );
});

Deno.test("TestEngine.stub() has a Context that knows its turns", async () => {
  await using engine = testEngine();
  const methods: string[] = [];
  engine.stub(CounterProxy, "a", (ctx) => ({
    add: async (amount) => {
      if (amount === 2) await ctx.sleep(100);
      else void ctx.sleep(50).then(() => methods.push(ctx.turn.method));
      methods.push(ctx.turn.method);
      return amount;
    },
  }));
  const counter = engine.getActor(CounterProxy, "a");
  await counter.add(1);
  await counter.add(2);
  // What a turn leaves behind is none of the next one's.
  assertEquals(methods, ["add", "", "add"]);
});
