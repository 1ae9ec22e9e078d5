import { assertEquals, assertThrows } from "@std/assert";
import { PatientPuppetProxy } from "../cast/generated/patient_puppet_proxy.gen.ts";
import { viewOf } from "../../src/engine/engine.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

testEverywhere(
  "Engine.actors() iterates over the live ids of one type",
  async (stage) => {
    const engine = stage.open();
    assertEquals([...engine.actors(PuppetProxy)], []);
    for (const id of ["a", "b", "c"]) {
      await engine.getActor(PuppetProxy, id).ask(null);
    }
    await engine.getActor(CounterProxy, "other").add(1);
    // Asked for, and not live.
    engine.getActor(PuppetProxy, "d");
    assertEquals([...engine.actors(PuppetProxy)].toSorted(), ["a", "b", "c"]);
    assertEquals([...engine.actors(CounterProxy)], ["other"]);
    await engine.poisonPill(PuppetProxy, "b");
    assertEquals([...engine.actors(PuppetProxy)].toSorted(), ["a", "c"]);
    await engine.stop();
    assertEquals([...engine.actors(PuppetProxy)], []);
  },
);

testEverywhere(
  "Engine.actors() bears what begins and ends while it is iterated over",
  async (stage) => {
    const engine = stage.open();
    const ids = ["a", "b", "c"];
    for (const id of ids) await engine.getActor(PuppetProxy, id).ask(null);
    const seen: string[] = [];
    for (const id of engine.actors(PuppetProxy)) {
      seen.push(id);
      await engine.poisonPill(PuppetProxy, id);
      if (seen.length < 10) {
        await engine.getActor(PuppetProxy, `${id}!`).ask(null);
      }
    }
    assertEquals(seen.slice(0, 3).toSorted(), ids);
    assertEquals(new Set(seen).size, seen.length);
  },
);

testEverywhere(
  "Engine.isActive() holds from the end of init to the end's beginning",
  async (stage) => {
    const engine = stage.open();
    const doors = [0, 1].map(() => Promise.withResolvers<void>());
    stage.cast("a", {
      init: () => doors[0]!.promise,
      deinit: () => doors[1]!.promise,
    });
    const isActive = () => [
      engine.isActive(PuppetProxy, "a"),
      [...engine.actors(PuppetProxy)].length === 1,
    ];
    assertEquals(isActive(), [false, false]);
    const reply = engine.getActor(PuppetProxy, "a").ask(null);
    await stage.settle();
    assertEquals(isActive(), [false, false]);
    doors[0]!.resolve();
    await reply;
    assertEquals(isActive(), [true, true]);
    const pill = engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(isActive(), [false, false]);
    doors[1]!.resolve();
    await pill;
    assertEquals(isActive(), [false, false]);
    // To ask is to activate nothing.
    assertEquals(engine.snapshot().actors, []);
  },
);

testOnBothWires(
  "Engine.isActive() does not hold while a restart waits for its time",
  async (stage) => {
    stage.cast("a", {
      ask: () => {
        throw new Error("no");
      },
    });
    const engine = stage.open();
    const isActive = () => engine.isActive(PatientPuppetProxy, "a");
    await engine.getActor(PatientPuppetProxy, "a").ask(1).catch(() => {});
    await stage.settle();
    assertEquals(isActive(), false);
    assertEquals(engine.snapshot().actors[0]?.state, "restarting");
    await stage.simulated!.advance(60_000);
    assertEquals(isActive(), true);
  },
);

testEverywhere(
  "Engine.actors() and isActive() refuse what is no proxy class, or no id",
  (stage) => {
    const engine = stage.open();
    const wrong = class {} as unknown as typeof PuppetProxy;
    const end = "wrong is not a generated proxy class";
    assertThrows(
      () => engine.actors(wrong),
      TypeError,
      `Cannot list actors: ${end}`,
    );
    assertThrows(
      () => engine.isActive(wrong, "a"),
      TypeError,
      `Cannot look for actor: ${end}`,
    );
    assertThrows(
      () => engine.isActive(PuppetProxy, ""),
      RangeError,
      "Cannot look for actor: id is empty",
    );
  },
);

testEverywhere("Engine.isActive() holds while turns wait", async (stage) => {
  const engine = stage.open();
  await engine.getActor(PuppetProxy, "a").ask(null);
  const [activation] = viewOf(engine).registry;
  assertEquals(activation!.pause(), true);
  assertEquals(engine.isActive(PuppetProxy, "a"), true);
  assertEquals([...engine.actors(PuppetProxy)], ["a"]);
});
