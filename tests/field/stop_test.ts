import {
  CallError,
  type Context,
  type Engine,
  newSubscriber,
} from "@backstage/actors";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { stuck } from "../support/calls.ts";
import { type Stage, testEverywhere, testSimulated } from "../support/stage.ts";

/** What a stop that never ends is cut at, so that its test can fail. */
const ENOUGH = 100;
const IDS = ["a", "b", "c"];

type Goodbye = (ctx: Context, id: string) => void | Promise<void>;

/** Lets actors take their leave of each other in `deinit`. */
function castGuests(stage: Stage, sayGoodbye: Goodbye): void {
  for (const id of IDS) {
    stage.cast(id, {
      ask: (_ctx, input) => input,
      deinit: (_reason, ctx) => {
        if (stage.eventsOf("deactivated").length > ENOUGH) return;
        return sayGoodbye(ctx, id);
      },
    });
  }
}

async function wake(engine: Engine, ids = IDS): Promise<void> {
  for (const id of ids) await engine.getActor(PuppetProxy, id).ask(1);
}

function assertEachOnce(stage: Stage, ids = IDS): void {
  const activated = stage.eventsOf("activated").map(({ actor }) => actor.id);
  assertEquals(activated.toSorted(), ids);
  assertEquals(stage.eventsOf("deactivated").length, ids.length);
}

const othersOf = (id: string): string[] => IDS.filter((one) => one !== id);

const GOODBYES: Readonly<Record<string, Goodbye>> = {
  "send to each other": (ctx, id) => {
    for (const other of othersOf(id)) {
      ctx.getActor(PuppetProxy, other).tell(id);
    }
  },
  "call each other": async (ctx, id) => {
    for (const other of othersOf(id)) {
      await ctx.getActor(PuppetProxy, other).ask(id).catch(() => {});
    }
  },
  "send to themselves": (ctx, id) => {
    ctx.getActor(PuppetProxy, id).tell(id);
  },
  "wait and then send to themselves": async (ctx, id) => {
    await null;
    ctx.getActor(PuppetProxy, id).tell(id);
  },
  "publish to each other": async (ctx, id) => {
    await ctx.getStream("goodbyes").next(id);
  },
};

for (const [way, sayGoodbye] of Object.entries(GOODBYES)) {
  testEverywhere(`R3: actors that ${way} in deinit end once`, async (stage) => {
    castGuests(stage, sayGoodbye);
    const engine = stage.open();
    for (const id of IDS) {
      const subscriber = newSubscriber(id, PuppetProxy.Method.tell);
      engine.getStream("goodbyes").subscribe(subscriber);
    }
    await wake(engine);
    await stage.finish(engine.stop());
    assertEachOnce(stage);
    assertEquals(engine.snapshot().actors, []);
  });
}

testEverywhere(
  "R3: what comes for an actor that has ended is engine-stopped",
  async (stage) => {
    const failures: unknown[] = [];
    const isGone = Promise.withResolvers<void>();
    stage.cast("a", { ask: () => 1, deinit: () => isGone.resolve() });
    stage.cast("b", {
      ask: () => 1,
      deinit: async (_reason, ctx) => {
        await isGone.promise;
        await ctx.getActor(PuppetProxy, "a").ask(2).catch((error) =>
          failures.push(error)
        );
      },
    });
    const engine = stage.open();
    await wake(engine, ["a", "b"]);
    await stage.finish(engine.stop());
    const [error] = failures;
    assert(error instanceof CallError);
    assertEquals([error.code, error.outcome], ["engine-stopped", "not-run"]);
    assertEachOnce(stage, ["a", "b"]);
  },
);

testEverywhere(
  "R3: an actor that is asleep is woken once while the engine stops",
  async (stage) => {
    castGuests(stage, (ctx, id) => {
      if (id === "a") ctx.getActor(PuppetProxy, "b").tell(1);
      if (id === "b") ctx.getActor(PuppetProxy, "c").tell(1);
      if (id === "c") ctx.getActor(PuppetProxy, "b").tell(1);
    });
    const engine = stage.open();
    await wake(engine, ["a"]);
    await stage.finish(engine.stop());
    assertEachOnce(stage);
  },
);

testEverywhere(
  "R3: an actor whose init fails is tried once while the engine stops",
  async (stage) => {
    let tries = 0;
    stage.cast("b", {
      init: () => {
        tries++;
        throw new Error("no");
      },
    });
    stage.cast("a", {
      ask: () => 1,
      deinit: async (_reason, ctx) => {
        for (let count = 0; count < 5; count++) {
          await ctx.getActor(PuppetProxy, "b").ask(count).catch(() => {});
        }
      },
    });
    const engine = stage.open();
    await wake(engine, ["a"]);
    await stage.finish(engine.stop());
    assertEquals(tries, 1);
  },
);

testEverywhere(
  "R3: an actor that is poisoned while the engine stops has ended",
  async (stage) => {
    castGuests(stage, (ctx, id) => {
      ctx.getActor(PuppetProxy, id === "a" ? "b" : "a").tell(1);
    });
    const engine = stage.open();
    await wake(engine, ["a", "b"]);
    const stopping = engine.stop();
    const pill = engine.poisonPill(PuppetProxy, "a");
    await stage.finish(Promise.all([stopping, pill]));
    assertEachOnce(stage, ["a", "b"]);
  },
);

testSimulated(
  "R3: an actor that begins afresh finishes what it took, and ends",
  async (stage) => {
    const handled: unknown[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (_ctx, input) => {
        if (input === "bad") throw new Error("no");
        return handled.push(input);
      },
      deinit: async (reason, ctx) => {
        if (reason === "failure") await door.promise;
        ctx.getActor(PuppetProxy, "b").tell(reason);
      },
    });
    stage.cast("b", {
      deinit: (_reason, ctx) => {
        if (stage.eventsOf("activated").length > ENOUGH) return;
        ctx.getActor(BrittlePuppetProxy, "a").tell(1);
      },
    });
    const engine = stage.open();
    const a = engine.getActor(BrittlePuppetProxy, "a");
    const failure = a.ask("bad").catch(() => {});
    const late = a.ask("good");
    await failure;
    const stopping = engine.stop();
    door.resolve();
    await stage.finish(stopping);
    assertEquals([handled, await late], [["good"], 1]);
    // Before the failure and after it, and whom it said goodbye to.
    assertEquals(stage.eventsOf("activated").length, 3);
  },
);

for (const hook of ["init", "deinit"] as const) {
  testSimulated(`R3: stop() names who is in ${hook}`, async (stage) => {
    stage.cast("late", { [hook]: stuck, ask: () => 1 });
    const engine = stage.open({ drainTimeoutMs: 500 });
    const reply = engine.getActor(PuppetProxy, "late").ask(1).catch(() => {});
    if (hook === "deinit") await reply;
    await stage.finish(engine.stop());
    assertStringIncludes(
      stage.lines.join("\n"),
      `Stopping did not wait longer than 500 ms for "Puppet/late" in ${hook}`,
    );
  });
}

testSimulated("R3: stop() names the methods of open turns", async (stage) => {
  stage.cast("late", { ask: stuck });
  const engine = stage.open({ drainTimeoutMs: 500 });
  engine.getActor(PuppetProxy, "late").ask(1).catch(() => {});
  await stage.finish(engine.stop());
  assertStringIncludes(
    stage.lines.join("\n"),
    'Stopping did not wait longer than 500 ms for "Puppet/late" in ask',
  );
});
