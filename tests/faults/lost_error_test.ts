import { assertEquals, assertRejects } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "fault 5: a handler's error reaches its caller, and names who sent",
  async (stage) => {
    const engine = stage.open();
    stage.cast("receiver", {
      ask: () => {
        throw new RangeError("too much");
      },
    });
    stage.cast("sender", {
      ask: (ctx) => ctx.getActor(PuppetProxy, "receiver").ask(null),
    });
    const sender = engine.getActor(PuppetProxy, "sender");
    await assertRejects(() => sender.ask(null), RangeError, "too much");
    assertEquals(
      stage.eventsOf("failed").map(({ actor, caller }) => [
        actor.id,
        caller?.id ?? null,
      ]),
      [["receiver", "sender"], ["sender", null]],
    );
  },
);
