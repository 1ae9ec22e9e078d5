import type { Engine, EngineOptions } from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Opens an engine that knows couriers from its start on. */
function open(
  stage: Stage,
  store: MemoryStore = memoryStore(),
  options: EngineOptions = {},
): { engine: Engine; store: MemoryStore } {
  const actors = [CourierProxy];
  return { engine: stage.open({ store, actors, ...options }), store };
}

async function read(stage: Stage, engine: Engine, id: string) {
  return await stage.finish(engine.getActor(CourierProxy, id).read());
}

async function taken(
  stage: Stage,
  engine: Engine,
  id: string,
): Promise<number[]> {
  return (await read(stage, engine, id)).taken;
}

/** Lets all that is sent arrive. */
async function arrive(stage: Stage, engine: Engine): Promise<void> {
  await stage.finish(engine.run());
}

testEverywhere(
  "promise 20: sends between durable actors arrive once, in order",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(CourierProxy, "ann");
    await stage.finish(ann.send(["bob", "cid"], [1, 2, 3, 4, 5]));
    await arrive(stage, engine);
    assertEquals(await taken(stage, engine, "bob"), [1, 3, 5]);
    assertEquals(await taken(stage, engine, "cid"), [2, 4]);
    assertEquals((await read(stage, engine, "ann")).sent, 5);
  },
);

testEverywhere(
  "promise 20: nothing of a turn that throws is sent",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(CourierProxy, "ann");
    await stage.finish(assertRejects(() => ann.fail("bob", 1), Error, "send"));
    await stage.finish(assertRejects(() => ann.refuse("bob", 2), Error, "now"));
    await stage.finish(ann.pass("bob", [3]));
    await arrive(stage, engine);
    assertEquals(await taken(stage, engine, "bob"), [3]);
  },
);
