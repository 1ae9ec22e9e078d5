import { assertEquals } from "@std/assert";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import {
  MortalChimerProxy,
} from "../cast/generated/mortal_chimer_proxy.gen.ts";
import {
  SleepyChimerProxy,
} from "../cast/generated/sleepy_chimer_proxy.gen.ts";
import { testOnBothWires } from "../support/stage.ts";
import { Chimes, HOUR, SECOND } from "./chimes.ts";

testOnBothWires("A reminder's actor rests when it is done", async (stage) => {
  const chimes = new Chimes(stage);
  const ids = ["hourly", "soon", "asked", "slow"];
  onChime.set("slow", (ctx) => ctx.sleep(90 * SECOND));
  for (const id of ids) {
    const everyMs = id === "soon" ? 50 * SECOND : HOUR;
    await chimes.finish(chimes.at(id).set("x", { everyMs }, id));
  }
  await chimes.restart();
  const live = () => [...chimes.engine.actors(ChimerProxy)].toSorted();
  await chimes.advanceTo(HOUR - SECOND);
  assertEquals(live(), ["soon"]);
  await chimes.finish(chimes.at("asked").heard());
  await chimes.advanceTo(HOUR + SECOND);
  assertEquals(live(), ["asked", "slow", "soon"]);
  await chimes.advance(120 * SECOND);
  assertEquals(live(), ["asked", "soon"]);
  assertEquals((await chimes.heard("slow")).length, 1);
  // Asked, it stays.
  await chimes.advance(2 * HOUR);
  assertEquals(live(), ["asked", "slow", "soon"]);
});

testOnBothWires("A reminder wakes an actor that was idle", async (stage) => {
  const chimes = new Chimes(stage);
  const sleepy = chimes.engine.getActor(SleepyChimerProxy, "a");
  const live = () => [...chimes.engine.actors(SleepyChimerProxy)];
  await chimes.finish(sleepy.set("x", { everyMs: HOUR }, "x"));
  await chimes.advanceTo(HOUR - SECOND);
  assertEquals(live(), []);
  await chimes.advanceTo(HOUR + SECOND);
  assertEquals(live(), ["a"]);
  // It rests as its class says, and not before.
  await chimes.advanceTo(HOUR + 20 * SECOND);
  assertEquals(live(), []);
  await chimes.advanceTo(3 * HOUR + SECOND);
  assertEquals((await chimes.finish(sleepy.heard())).length, 3);
});

testOnBothWires(
  "A failed tick is tried on an actor that ended",
  async (stage) => {
    const chimes = new Chimes(stage);
    const mortal = chimes.engine.getActor(MortalChimerProxy, "a");
    const tries: number[] = [];
    onChime.set("x", (ctx) => {
      tries.push(ctx.now() - HOUR);
      if (tries.length < 4) throw new Error("no paper");
    });
    await chimes.finish(mortal.set("x", { at: HOUR }, "x"));
    await chimes.advanceTo(2 * HOUR);
    assertEquals(tries, [0, 1, 3, 7].map((second) => second * SECOND));
    const ends = stage.eventsOf("deactivated").map(({ reason }) => reason);
    assertEquals(ends, ["failure", "failure", "failure", "idle"]);
    assertEquals((await chimes.finish(mortal.heard())).length, 1);
  },
);
