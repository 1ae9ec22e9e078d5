import { assertEquals } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { type Stage } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";

/** A sender numbers what it sends to each receiver. */
function makeSender(stage: Stage, receivers: string[]) {
  const sent = new Map<string, number>();
  return (from: string, getActor: (id: string) => RecorderProxy): void => {
    const id = stage.chance.pick(receivers);
    const key = `${from}>${id}`;
    const index = sent.get(key) ?? 0;
    sent.set(key, index + 1);
    // Another proxy each time: order belongs to the sender, not to the proxy.
    getActor(id).record(from, index);
  };
}

testPromise(
  "promise 2: envelopes from one sender to one actor keep their order",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 3 });
    const receivers = ["x", "y", "z"];
    const send = makeSender(stage, receivers);
    for (const from of ["a", "b", "c", "d"]) {
      stage.cast(from, {
        tell: async (ctx, hops) => {
          const getActor = (id: string) => ctx.getActor(RecorderProxy, id);
          for (let left = stage.chance.below(9); left > 0; left--) {
            if (stage.chance.below(3) === 0) await null;
            send(from, getActor);
          }
          const next = stage.chance.pick(["a", "b", "c", "d"]);
          if (hops as number > 0) {
            ctx.getActor(PuppetProxy, next).tell((hops as number) - 1);
          }
        },
      });
      engine.getActor(PuppetProxy, from).tell(60);
    }
    for (let count = 0; count < 200; count++) {
      send("outside", (id) => engine.getActor(RecorderProxy, id));
      if (stage.chance.below(20) === 0) await stage.settle();
    }
    await stage.finish(engine.run());
    let total = 0;
    for (const id of receivers) {
      const next = new Map<string, number>();
      const entries = await engine.getActor(RecorderProxy, id).entries();
      for (const { from, index } of entries) {
        assertEquals(index, next.get(from) ?? 0, `${from} to ${id}`);
        next.set(from, index + 1);
        total++;
      }
    }
    assertEquals(total > 400, true);
  },
);

testPromise(
  "promise 2: every accepted envelope is handled or a dead letter",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 2, inboxCapacity: 32 });
    const ids = ["x", "y", "z"];
    const tally = { called: 0, handled: 0, failed: 0, told: 0 };
    for (const id of ids) {
      stage.cast(id, {
        init: () => {
          if (stage.chance.below(4) === 0) throw new Error("no luck");
        },
        tell: async () => {
          if (stage.chance.below(3) === 0) await null;
          tally.handled++;
          if (stage.chance.below(5) === 0) throw new Error("no luck");
        },
      });
    }
    for (let count = 0; count < 1_000; count++) {
      const id = stage.chance.pick(ids);
      tally.called++;
      engine.getActor(PuppetProxy, id).tell(count).then(
        () => tally.told++,
        () => tally.told++ + tally.failed++,
      );
      if (stage.chance.below(30) === 0) engine.poisonPill(PuppetProxy, id);
      if (stage.chance.below(40) === 0) await stage.settle();
    }
    await stage.finish(engine.stop());
    const deadLetters = stage.eventsOf("dead-letter").length;
    const refused = stage.eventsOf("refused").length;
    assertEquals(tally.handled + deadLetters + refused, tally.called);
    assertEquals(tally.told, tally.called);
    const threw = stage.eventsOf("failed").filter(({ method }) =>
      method === "tell"
    );
    assertEquals(tally.failed, threw.length + deadLetters + refused);
  },
);

testPromise(
  "promise 2: what nobody can take is a dead letter that says why",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {});
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.tell("before");
    const gone = engine.poisonPill(PuppetProxy, "a");
    puppet.tell("behind");
    await gone;
    await stage.until(() => stage.lines.length > 0);
    assertEquals(
      stage.eventsOf("dead-letter").map((event) => [
        event.actor,
        event.method,
        event.caller,
        event.reason,
        String(event.error),
      ]),
      [[
        { type: "Puppet", id: "a" },
        "tell",
        null,
        "poisoned",
        'CallError: Cannot call "Puppet/a".tell: actor was poisoned',
      ]],
    );
    assertEquals(stage.lines, [
      'error "Puppet/a".tell failed and nobody awaited it: CallError: ' +
      'Cannot call "Puppet/a".tell: actor was poisoned',
    ]);
  },
);
