import {
  type ActorOptions,
  type Context,
  DeadlockError,
  Engine,
  InboxFullError,
} from "@backstage/actors";
import { ActorProxy, defineActor } from "@backstage/actors/proxy";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { BoundedFullPuppetProxy } from "../cast/generated/bounded_full_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { SingleFullPuppetProxy } from "../cast/generated/single_full_puppet_proxy.gen.ts";
import { SmallFullPuppetProxy } from "../cast/generated/small_full_puppet_proxy.gen.ts";
import { failureOf } from "../support/calls.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Casts an actor whose turns each wait until they are let go. */
function castDoors(stage: Stage, id: string) {
  const doors = new Map<unknown, () => void>();
  const began: unknown[] = [];
  let open = 0;
  let most = 0;
  const turn = async (_ctx: Context, input: unknown): Promise<unknown> => {
    began.push(input);
    most = Math.max(most, ++open);
    await new Promise<void>((resolve) => void doors.set(input, resolve));
    open--;
    if (input === "fail") throw new Error("asked to");
    return input;
  };
  stage.cast(id, { ask: turn });
  const release = (input: unknown): void => doors.get(input)!();
  return { began, release, most: () => most };
}

for (
  const [bound, proxy] of [
    ["`maxConcurrency`", BoundedFullPuppetProxy],
    ["the inbox's capacity", SmallFullPuppetProxy],
  ] as const
) {
  testEverywhere(
    `R22: no more turns go on at once than ${bound}`,
    async (stage) => {
      const { began, release, most } = castDoors(stage, "a");
      const engine = stage.open();
      const puppet = engine.getActor(proxy, "a");
      const calls = [1, 2].map((input) => puppet.ask(input));
      await stage.settle();
      calls.push(...[3, 4].map((input) => puppet.ask(input)));
      await stage.settle();
      assertEquals(began, [1, 2]);
      const [actor] = engine.snapshot().actors;
      assertEquals([actor?.inboxLength, actor?.state], [2, "running"]);
      // The next one begins as soon as any of them ends, in the order sent.
      release(2);
      assertEquals(await stage.finish(calls[1]!), 2);
      // In real time the event loop may have its turn first.
      await stage.until(() => began.length > 2);
      assertEquals(began, [1, 2, 3]);
      release(1);
      release(3);
      await stage.until(() => began.length === 4);
      release(4);
      assertEquals(await stage.finish(Promise.all(calls)), [1, 2, 3, 4]);
      assertEquals(most(), 2);
      await stage.finish(engine.run());
      assertEquals(engine.snapshot().actors[0]?.state, "idle");
    },
  );
}

testEverywhere(
  "R22: what fits neither among the turns nor into the inbox is refused",
  async (stage) => {
    const { began, release } = castDoors(stage, "a");
    const engine = stage.open();
    const puppet = engine.getActor(BoundedFullPuppetProxy, "a");
    const calls = [1, 2].map((input) => puppet.ask(input));
    await stage.settle();
    calls.push(...[3, 4, 5].map((input) => puppet.ask(input)));
    const refused = puppet.ask(6);
    const error = await failureOf(refused);
    assert(error instanceof InboxFullError);
    assertEquals([error.capacity, error.outcome], [3, "not-run"]);
    for (const input of [1, 2, 3, 4, 5]) {
      await stage.until(() => began.includes(input));
      release(input);
    }
    assertEquals(await stage.finish(Promise.all(calls)), [1, 2, 3, 4, 5]);
    assertEquals(engine.snapshot().actors[0]?.refused, 1);
  },
);

testEverywhere(
  "R22: a turn that fails, and one that is synchronous, let the next begin",
  async (stage) => {
    const { began, release } = castDoors(stage, "a");
    const engine = stage.open();
    const puppet = engine.getActor(SingleFullPuppetProxy, "a");
    const failed = puppet.ask("fail").then(null, () => "failed");
    puppet.tell(1);
    const last = puppet.ask("last");
    await stage.settle();
    assertEquals(began, ["fail"]);
    release("fail");
    assertEquals(await stage.finish(failed), "failed");
    await stage.until(() => began.includes("last"));
    release("last");
    assertEquals(await stage.finish(last), "last");
  },
);

testEverywhere(
  "R22: ticks wait for a free turn as calls do",
  async (stage) => {
    let ticks = 0;
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx) => {
        ctx.runRecurring(1, () => void ticks++);
        await door.promise;
      },
    });
    const engine = stage.open();
    const call = engine.getActor(SingleFullPuppetProxy, "a").ask(null);
    call.catch(() => {});
    await stage.until(() => engine.snapshot().actors[0]!.inboxLength === 1);
    await stage.settle();
    assertEquals(ticks, 0);
    door.resolve();
    await stage.finish(call);
    await stage.until(() => ticks >= 2);
  },
);

testEverywhere(
  "R22: a single turn that would wait for itself is a deadlock",
  async (stage) => {
    stage.cast("a", {
      ask: async (ctx, input) =>
        input === 0 ? 0 : await ctx.getActor(PuppetProxy, "b").ask(null),
    });
    stage.cast("b", {
      ask: async (ctx) => await ctx.getActor(SingleFullPuppetProxy, "a").ask(0),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const call = engine.getActor(SingleFullPuppetProxy, "a").ask(1);
    const error = await stage.finish(call.then(() => null, (error) => error));
    assert(error instanceof DeadlockError);
    // Where a turn is free, the same call comes back.
    stage.cast("a2", {
      ask: async (ctx, input) =>
        input === 0 ? 0 : await ctx.getActor(PuppetProxy, "b2").ask(null),
    });
    stage.cast("b2", {
      ask: async (ctx) =>
        await ctx.getActor(BoundedFullPuppetProxy, "a2").ask(0),
    });
    const free = engine.getActor(BoundedFullPuppetProxy, "a2").ask(1);
    assertEquals(await stage.finish(free), 0);
  },
);

testEverywhere(
  "R22: an end comes behind the turns that go on, whatever waits",
  async (stage) => {
    for (const isDrained of [true, false]) {
      const { began, release } = castDoors(stage, "a");
      const engine = stage.open();
      const puppet = engine.getActor(BoundedFullPuppetProxy, "a");
      const calls = [1, 2, 3].map((input) =>
        puppet.ask(input).then(null, ({ outcome }) => outcome)
      );
      await stage.settle();
      if (isDrained) {
        const pill = engine.poisonPill(BoundedFullPuppetProxy, "a");
        for (const input of [1, 2, 3]) {
          await stage.until(() => began.includes(input));
          release(input);
        }
        await stage.finish(pill);
        assertEquals(await Promise.all(calls), [1, 2, 3]);
      } else {
        await stage.finish(engine.stop({ drain: false }));
        assertEquals(await Promise.all(calls), [
          "unknown",
          "unknown",
          "not-run",
        ]);
      }
      assertEquals(engine.snapshot().actors, []);
      await engine.run();
    }
  },
);

testEverywhere(
  "R22: without `maxConcurrency`, as many turns go on as the inbox holds",
  async (stage) => {
    const { began, release } = castDoors(stage, "a");
    const engine = stage.open({ inboxCapacity: 4 });
    const puppet = engine.getActor(FullPuppetProxy, "a");
    const inputs = Array.from({ length: 10 }, (_, input) => input);
    const first = inputs.slice(0, 4).map((input) => puppet.ask(input));
    await stage.settle();
    const next = inputs.slice(4, 8).map((input) => puppet.ask(input));
    const refused = [8, 9].map((input) => failureOf(puppet.ask(input)));
    for (const error of await Promise.all(refused)) {
      assertEquals(error.code, "inbox-full");
    }
    assertEquals(began, [0, 1, 2, 3]);
    for (const input of inputs.slice(0, 8)) {
      await stage.until(() => began.includes(input));
      release(input);
    }
    await stage.finish(Promise.all([...first, ...next]));
  },
);

Deno.test("R22: `maxConcurrency` is a whole number, for `full` only", () => {
  const open = (options: ActorOptions): void => {
    class OwnProxy extends ActorProxy {
      static readonly definition = defineActor({
        type: "Own",
        options: () => options,
        create: () => ({}),
        methods: {},
      });
    }
    new Engine().getActor(OwnProxy, "a");
  };
  for (const maxConcurrency of [0, -1, 1.5, NaN, 16_777_217, "2" as never]) {
    assertThrows(
      () => open({ reentrancy: "full", maxConcurrency }),
      RangeError,
      `Cannot use maxConcurrency ${Deno.inspect(maxConcurrency)}:`,
    );
  }
  for (const reentrancy of ["none", "chain"] as const) {
    assertThrows(
      () => open({ reentrancy, maxConcurrency: 2 }),
      TypeError,
      `Cannot use maxConcurrency 2: reentrancy must be "full", ` +
        `not "${reentrancy}"`,
    );
  }
  open({ reentrancy: "full", maxConcurrency: 16_777_216 });
});
