import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "Engine.snapshot() tells what each actor is doing",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("activating", { init: () => door.promise });
    stage.cast("running", { ask: () => door.promise });
    stage.cast("deactivating", { deinit: () => door.promise });
    const puppet = (id: string) => engine.getActor(PuppetProxy, id);
    await puppet("idle").ask(null);
    await puppet("deactivating").ask(null);
    const pill = engine.poisonPill(PuppetProxy, "deactivating");
    const replies = [
      puppet("activating").ask(null),
      puppet("running").ask(null),
      puppet("running").ask(null),
    ];
    await stage.settle();
    replies.push(puppet("queued").ask(null));
    const states = engine.snapshot().actors.map(
      ({ actor, state, inboxLength }) => [actor.id, state, inboxLength],
    );
    assertEquals(states, [
      ["idle", "idle", 0],
      ["deactivating", "deactivating", 0],
      ["activating", "activating", 1],
      ["running", "running", 1],
      ["queued", "activating", 1],
    ]);
    door.resolve();
    await Promise.all([...replies, pill]);
  },
);

testEverywhere(
  "Engine.snapshot() counts what really happened",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 50, turnsPerRun: 3 });
    let turns = 0;
    let failures = 0;
    stage.cast("a", {
      tell: async () => {
        turns++;
        if (stage.chance.below(2) === 0) await null;
        if (stage.chance.below(3) > 0) return;
        failures++;
        throw new Error("no luck");
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    let accepted = 0;
    for (let count = 0; count < 500; count++) {
      puppet.tell(null).catch(() => {});
      const [actor] = engine.snapshot().actors;
      accepted = actor!.accepted;
      // What runs is neither waiting nor handled.
      const running = actor!.state === "running" ? 1 : 0;
      assertEquals(actor!.accepted, actor!.inboxLength + turns);
      assertEquals(actor!.handled, turns - running);
      if (stage.chance.below(20) === 0) await stage.settle();
    }
    await engine.run();
    const refused = stage.eventsOf("refused").length;
    assertEquals(accepted + refused, 500);
    const [{ actor, ...counters }] = engine.snapshot().actors as [
      ReturnType<typeof engine.snapshot>["actors"][number],
    ];
    assertEquals(actor, { type: "Puppet", id: "a" });
    assertEquals(counters, {
      state: "idle",
      inboxLength: 0,
      accepted,
      handled: turns,
      failed: failures,
      refused,
      restarts: 0,
      dropped: 0,
      streaming: [],
    });
  },
);

testEverywhere(
  "Engine.snapshot() counts types, streams and timers",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: (ctx) => {
        ctx.runRecurring(1_000, () => {});
        ctx.runOnce(1_000, () => {});
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    const news = engine.getStream<unknown>("news");
    engine.getStream("nobody hears this");
    for (const id of ["a", "b"]) {
      news.subscribe(newSubscriber(id, PuppetProxy.Method.tell));
    }
    engine.getActor(CounterProxy, "a").increment();
    engine.getActor(CounterProxy, "a").increment();
    engine.getActor(CounterProxy, "b").increment();
    const { types, streams, timers, at } = engine.snapshot();
    assertEquals(types, [
      { type: "Puppet", actors: 1, inboxLength: 0 },
      { type: "Counter", actors: 2, inboxLength: 3 },
    ]);
    assertEquals(streams, [{ id: "news", subscribers: 2 }]);
    assertEquals(timers, 2);
    if (stage.simulated !== null) assertEquals(at, stage.simulated.now());
  },
);
