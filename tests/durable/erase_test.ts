import type { Engine } from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { hooks } from "../cast/archivist.ts";
import { ArchivistProxy } from "../cast/generated/archivist_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

const ANN = { type: "Archivist", id: "ann" };

async function open(
  stage: Stage,
): Promise<{ engine: Engine; store: MemoryStore; ann: ArchivistProxy }> {
  hooks.clear();
  const store = memoryStore();
  const engine = stage.open({ store });
  const ann = engine.getActor(ArchivistProxy, "ann");
  await stage.finish(ann.add("before"));
  return { engine, store, ann };
}

/** Asserts that an actor has begun anew, and keeps what it has answered. */
async function assertFresh(
  stage: Stage,
  { engine, ann }: Pick<Awaited<ReturnType<typeof open>>, "ann" | "engine">,
): Promise<void> {
  assertEquals(await stage.finish(ann.add("new")), 1);
  await stage.finish(engine.poisonPill(ArchivistProxy, "ann"));
  assertEquals(await stage.finish(ann.lines()), ["new"]);
}

testEverywhere(
  "Context.erase() takes what deinit changes along",
  async (stage) => {
    const { ann, engine, store } = await open(stage);
    hooks.set("ann", { deinit: (lines) => void lines.value.push("deinit") });
    await stage.finish(ann.erase());
    await stage.settle();
    assertEquals(await store.load(ANN), null);
    hooks.clear();
    await assertFresh(stage, { ann, engine });
  },
);

testEverywhere(
  "Context.erase() ends an actor whose turn commits, and goes on",
  async (stage) => {
    const { ann, engine, store } = await open(stage);
    await stage.finish(ann.addBehindErasing("behind"));
    await stage.settle();
    assertEquals(await store.load(ANN), null);
    await assertFresh(stage, { ann, engine });
  },
);

testEverywhere(
  "Context.erase() ends an actor whose turn commits, and fails",
  async (stage) => {
    const { ann, engine } = await open(stage);
    await stage.finish(assertRejects(() => ann.failBehindErasing(), Error));
    await assertFresh(stage, { ann, engine });
  },
);

testEverywhere(
  "Context.erase() ends an actor in a step of a streaming reply",
  async (stage) => {
    const { ann, engine } = await open(stage);
    const took = async () => {
      for await (const _count of ann.eraseInSteps());
    };
    const cut = assertRejects(took, Error, "before the last value");
    await stage.finish(cut);
    await assertFresh(stage, { ann, engine });
  },
);

testEverywhere(
  "Context.erase() keeps the answers under keys where its commit is lost",
  async (stage) => {
    const { ann, store } = await open(stage);
    const keyed = ann.with({ idempotencyKey: "once" });
    assertEquals(await stage.finish(keyed.add("keyed")), 2);
    store.faults.strike("store:failed-commit");
    await stage.finish(assertRejects(() => Promise.resolve(ann.erase())));
    assertEquals(await stage.finish(keyed.add("keyed")), 2);
    assertEquals(await stage.finish(ann.lines()), ["before", "keyed"]);
  },
);
