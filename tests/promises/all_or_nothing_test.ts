import { type Engine, newSubscriber } from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { EAR, NEWS } from "../cast/safe.ts";
import { cast } from "../support/cast.ts";
import { keysOf, makeTask, safeOf } from "../support/safes.ts";
import { testPromise } from "../support/promises.ts";
import { type Stage } from "../support/stage.ts";

/** What others have been told; they are cast anew for each test. */
function listen(engine: Engine): unknown[] {
  const told: unknown[] = [];
  cast.set(EAR, { tell: (_ctx, news) => void told.push(news) });
  cast.set("reader", { tell: (_ctx, news) => void told.push(news) });
  engine.getStream<unknown>(NEWS).subscribe(
    newSubscriber("reader", PuppetProxy.Method.tell),
  );
  return told;
}

/** A task that changes both states, sends, tells and publishes. */
function makeAll(key: number) {
  const task = makeTask(key + 1, "add");
  return [
    "add",
    { deed: "send", to: "v1", task },
    "tell",
    "publish",
    { deed: "remind", task: makeTask(key + 2, "add"), ms: 5 },
  ] as const;
}

async function look(stage: Stage, engine: Engine): Promise<number[]> {
  const [first, second] = [safeOf(engine, "v0"), safeOf(engine, "v1")];
  const keys = keysOf(await stage.finish(first.read()));
  assertEquals(await stage.finish(first.total()), keys.length);
  return [...keys, ...keysOf(await stage.finish(second.read()))];
}

testPromise(
  "promise 18: nothing of a durable turn that throws is there or leaves",
  async (stage) => {
    const engine = stage.open({ store: memoryStore() });
    const told = listen(engine);
    const safe = safeOf(engine, "v0");
    for (const end of ["fail", "refuse"] as const) {
      const task = makeTask(7, ...makeAll(7), end);
      await stage.finish(assertRejects(() => safe.run(task), Error, "planned"));
    }
    await stage.finish(engine.run());
    assertEquals(await look(stage, engine), []);
    assertEquals(told, []);
    cast.clear();
  },
);

/** Does all in one turn, and crashes while its commit is under way. */
async function crashWithin(
  stage: Stage,
  during: "before" | "after",
): Promise<{ told: unknown[]; store: MemoryStore }> {
  const store = memoryStore();
  const engine = stage.open({ store });
  const told = listen(engine);
  const safe = safeOf(engine, "v0");
  await stage.finish(safe.read());
  store.hold();
  void safe.run(makeTask(7, ...makeAll(7)));
  await stage.settle();
  assertEquals(told, []);
  return { told, store: store.crash({ during }) };
}

testPromise(
  "promise 18: a crash keeps all of a durable turn, or nothing",
  async (stage) => {
    for (const during of ["before", "after"] as const) {
      const { told, store } = await crashWithin(stage, during);
      const engine = stage.open({ store });
      await stage.finish(safeOf(engine, "v0").read());
      await stage.finish(engine.run());
      const keys = await look(stage, engine);
      if (during === "before") assertEquals(keys, []);
      else {
        // What it has told others in memory left with nobody.
        const { length } = keys.filter((key) => key === 7);
        assertEquals(length, 5);
        assert(keys.includes(8) && keys.includes(9), `${keys}`);
      }
      assertEquals(told, []);
    }
    cast.clear();
  },
);
