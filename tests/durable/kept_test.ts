import {
  CallError,
  type Engine,
  ExpectedError,
  UncommittedStateError,
} from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { HoarderProxy } from "../cast/generated/hoarder_proxy.gen.ts";
import { SharerProxy } from "../cast/generated/sharer_proxy.gen.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

function open(stage: Stage, store: MemoryStore = memoryStore()): {
  engine: Engine;
  store: MemoryStore;
  ann: HoarderProxy;
} {
  const engine = stage.open({ store });
  return { engine, store, ann: engine.getActor(HoarderProxy, "ann") };
}

async function collect(values: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const value of values) all.push(value);
  return all;
}

const KEPT = 'state "count" was changed by a value that was kept';

testEverywhere(
  "A durable turn fails that changes a value that was kept from before",
  async (stage) => {
    const { ann } = open(stage);
    for (const add of [() => ann.addToKept(), () => ann.addBeside()]) {
      await stage.finish(assertRejects(add, Error, KEPT));
    }
    assertEquals(await stage.finish(ann.add()), 1);
  },
);

testEverywhere(
  "A durable turn fails though one that changed nothing was refused before",
  async (stage) => {
    const { ann } = open(stage);
    await stage.finish(assertRejects(() => ann.refuse(), ExpectedError));
    await stage.finish(assertRejects(() => ann.addToKept(), Error, KEPT));
    assertEquals(await stage.finish(ann.get()), 0);
  },
);

testOnBothWires(
  "A streaming step fails that changes a value of the step before",
  async (stage) => {
    const { ann } = open(stage);
    const values = collect(ann.addBehindYields());
    await stage.finish(assertRejects(() => values, Error, KEPT));
    assertEquals(await stage.finish(ann.get()), 1);
  },
);

testEverywhere(
  "ctx.commit() lets its turn go on with the values that it has",
  async (stage) => {
    const { ann, store } = open(stage);
    assertEquals(await stage.finish(ann.addAroundCommit()), 2);
    assertEquals(await stage.finish(ann.get()), 2);
    const again = open(stage, store.crash()).ann;
    assertEquals(await stage.finish(again.get()), 2);
  },
);

testEverywhere(
  "ctx.commit() that nobody awaits ends no process when it is lost",
  async (stage) => {
    const { ann, store } = open(stage);
    await stage.finish(ann.get());
    store.faults.strike("store:failed-commit");
    const call = assertRejects(() => ann.commitUnawaited(), CallError);
    await stage.finish(call);
    assertEquals(await stage.finish(ann.get()), 0);
  },
);

testEverywhere(
  "A durable turn's refusal shows its state as it was at the turn's end",
  async (stage) => {
    const { ann, store } = open(stage);
    await stage.finish(ann.get());
    store.hold();
    const calls = [
      ann.add(),
      ann.show().catch(({ details }) => details.count.number),
      ann.add(),
    ];
    await stage.settle();
    store.release();
    assertEquals(await stage.finish(Promise.all(calls)), [1, 1, 2]);
  },
);

testEverywhere(
  "A durable turn that is undone is undone in states that share its values",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(SharerProxy, "ann");
    const calls = [ann.share(), ann.addAndFail().catch(() => {}), ann.b()];
    const [, , b] = await stage.finish(Promise.all(calls));
    assertEquals(b, [1]);
  },
);

testEverywhere("Context.erase() is refused in init", async (stage) => {
  const { engine } = open(stage);
  const restless = engine.getActor(HoarderProxy, "restless");
  const call = assertRejects(() => restless.get(), CallError, "init failed");
  const error = await stage.finish(call);
  assertEquals(
    (error.cause as Error).message,
    'Cannot erase "Hoarder/restless" before its first turn: it begins with ' +
      "what is stored; do so in a method, which it may send to itself",
  );
});

testEverywhere(
  "A durable turn awaits calls to durable actors that it makes at once",
  async (stage) => {
    const { ann, engine } = open(stage);
    await stage.finish(engine.getActor(HoarderProxy, "bob").add());
    const numbers = ann.getBoth("bob", "carol", "bob");
    assertEquals(await stage.finish(numbers), [1, 0, 1]);
    const behind = ann.sendAndGet("bob", "carol");
    await stage.finish(assertRejects(() => behind, UncommittedStateError));
    const number = engine.getActor(HoarderProxy, "bob").get();
    assertEquals(await stage.finish(number), 1);
  },
);
