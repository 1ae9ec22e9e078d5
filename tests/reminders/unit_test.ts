import { cron } from "@backstage/actors/cron";
import {
  memoryStore,
  simulate,
  type Simulation,
  testEngine,
} from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { DAY, HOUR } from "./chimes.ts";

Deno.test("testEngine() has reminders fire as time goes on", async () => {
  onChime.clear();
  await using engine = testEngine({
    store: memoryStore(),
    actors: [ChimerProxy],
    cron,
  });
  const ann = engine.getActor(ChimerProxy, "ann");
  await ann.set("hourly", { cron: "0 * * * *" }, "hour");
  await ann.set("later", { inMs: 90_000 }, "later");
  await engine.settled();
  assertEquals(await ann.heard(), []);
  await engine.advance(2 * HOUR);
  const heard = (await ann.heard()).map(({ what }) => what);
  assertEquals(heard, ["later", "hour", "hour"]);
  await engine.advance(DAY);
  assertEquals((await ann.heard()).length, 27);
});

Deno.test("simulate() has reminders fire, whatever is picked", async () => {
  onChime.clear();
  const scenario = async ({ engine, advance, settled }: Simulation) => {
    const ids = ["a", "b", "c"];
    const chimers = ids.map((id) => engine.getActor(ChimerProxy, id));
    for (const chimer of chimers) {
      chimer.set("x", { everyMs: 60_000 }, "x");
      chimer.set("y", { inMs: 60_000 }, "y");
    }
    await settled();
    await advance(150_000);
    for (const chimer of chimers) {
      const heard = (await chimer.heard()).map(({ what }) => what).toSorted();
      assertEquals(heard, ["x", "x", "y"]);
    }
  };
  const engine = { actors: [ChimerProxy] };
  const { turns } = await simulate({ seeds: 20, engine }, scenario);
  assert(turns > 0);
});
