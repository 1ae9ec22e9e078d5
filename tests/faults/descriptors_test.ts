import { CodecError, Engine } from "@backstage/actors";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const ACTORS = 30_000;

Deno.test("fault 17: an actor takes no file descriptor", async () => {
  await using engine = new Engine();
  let live = 0;
  const part = { init: () => void live++, deinit: () => void live-- };
  const ids = Array.from({ length: ACTORS }, (_, index) => `${index}`);
  for (const id of ids) {
    cast.set(id, part);
    engine.getActor(PuppetProxy, id).tell(null);
  }
  await engine.run();
  assertEquals(live, ACTORS);
  await Promise.all(ids.map((id) => engine.poisonPill(PuppetProxy, id)));
  assertEquals(live, 0);
  cast.clear();
});

testEverywhere(
  "fault 17: a getActor() or a call that fails leaves nothing behind",
  async (stage) => {
    const engine = stage.open();
    assertThrows(() => engine.getActor(PuppetProxy, ""), RangeError);
    const puppet = engine.getActor(PuppetProxy, "a");
    await assertRejects(() => puppet.ask(() => {}), CodecError);
    stage.cast("a", {
      init: () => {
        throw new Error("init");
      },
    });
    await assertRejects(() => puppet.ask(null));
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "fault 17: a poison pill calls deinit",
  async (stage) => {
    const engine = stage.open();
    const reasons: string[] = [];
    stage.cast("a", { deinit: (reason) => void reasons.push(reason) });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(reasons, ["poison"]);
  },
);
