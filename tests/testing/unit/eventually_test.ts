import { newSubscriber } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../../support/cast.ts";
import { testPlay } from "../../support/playing.ts";

const faulty: Part = {
  ask: (_ctx, text) => {
    throw new RangeError(`Cannot ask ${text}`);
  },
  tell: (ctx, ms) => {
    ctx.runOnce(Number(ms), () => ctx.poisonPill());
  },
};

testPlay(
  "TestEngine.eventually() resolves with an event that has happened",
  { a: faulty, b: faulty },
  async ({ open }) => {
    await using engine = open();
    await assertRejects(async () =>
      await engine.getActor(PuppetProxy, "a").ask("one")
    );
    const { actor, at, method, error } = await engine.eventually("failed");
    assertEquals([actor.id, at, method], ["a", 0, "ask"]);
    assertEquals((error as Error).message, "Cannot ask one");
  },
);

testPlay(
  "TestEngine.eventually() lets time pass for one that is to come",
  { a: faulty },
  async ({ open }) => {
    await using engine = open();
    engine.getActor(PuppetProxy, "a").tell(60_000);
    const { at, reason } = await engine.eventually("deactivated");
    assertEquals([at, reason, engine.now()], [60_000, "poison", 60_000]);
  },
);

testPlay(
  "TestEngine.eventually() tells each event once, the oldest first",
  { a: faulty, b: faulty, c: faulty },
  async ({ open }) => {
    await using engine = open({ patienceMs: 5 });
    for (const id of ["a", "b"]) engine.getActor(PuppetProxy, id).tell(5);
    await engine.settled();
    const ids = [];
    for (const _ of [1, 2]) {
      const { actor } = await engine.eventually("activated");
      ids.push(actor.id);
    }
    assertEquals(ids.toSorted(), ["a", "b"]);
    const third = engine.eventually("activated");
    engine.getActor(PuppetProxy, "c").tell(5);
    assertEquals((await third).actor.id, "c");
    await assertRejects(() => engine.eventually("activated"));
  },
);

testPlay(
  "TestEngine.eventually() hands one event to one of those who wait",
  { a: faulty, b: faulty },
  async ({ open }) => {
    await using engine = open();
    const both = Promise.all([
      engine.eventually("activated"),
      engine.eventually("activated"),
    ]);
    for (const id of ["a", "b"]) engine.getActor(PuppetProxy, id).tell(5);
    const ids = (await both).map(({ actor }) => actor.id);
    assertEquals(ids.toSorted(), ["a", "b"]);
  },
);

testPlay(
  "TestEngine.eventually() takes an actor or a function as a filter",
  { a: faulty, b: faulty },
  async ({ open }) => {
    await using engine = open();
    const [a, b] = ["a", "b"].map((id) => engine.getActor(PuppetProxy, id));
    a!.tell(10);
    b!.tell(20);
    const of = await engine.eventually("deactivated", b);
    assertEquals([of.actor.id, of.at], ["b", 20]);
    const fitting = await engine.eventually(
      "deactivated",
      ({ reason, at }) => reason === "poison" && at < 20,
    );
    assertEquals(fitting.actor.id, "a");
  },
);

testPlay(
  "TestEngine.eventually() rejects with what its filter throws",
  { a: faulty },
  async ({ open }) => {
    await using engine = open();
    const filter = (): boolean => {
      throw new TypeError("no such thing");
    };
    const awaited = assertRejects(
      () => engine.eventually("activated", filter),
      TypeError,
      "no such thing",
    );
    engine.getActor(PuppetProxy, "a").tell(5);
    await awaited;
    await assertRejects(() => engine.eventually("activated", filter));
  },
);

testPlay(
  "TestEngine.eventually() says what was seen instead",
  { a: faulty },
  async ({ open }) => {
    await using engine = open({ patienceMs: 5 });
    const a = engine.getActor(PuppetProxy, "a");
    await assertRejects(
      () => engine.eventually("failed", a),
      Error,
      'Cannot wait for event "failed" of "Puppet/a" since 0 ms: nothing is ' +
        "left to happen at 0 ms\n  no event was seen",
    );
    engine.getStream("news").subscribe(
      newSubscriber("a", PuppetProxy.Method.tell),
    );
    await a.ask("why").catch(() => {});
    a.tell(30);
    await engine.eventually("deactivated");
    const { message } = await assertRejects(
      () => engine.eventually("restarting"),
      Error,
    );
    assertEquals(message.split("\n"), [
      'Cannot wait for event "restarting" since 30 ms: nothing is left to ' +
      "happen at 30 ms",
      "  seen instead:",
      '    subscribed at 0 ms "Puppet/a".tell to "news"',
      '    activated at 0 ms "Puppet/a"',
      '    failed at 0 ms "Puppet/a".ask RangeError: Cannot ask why',
      '    unsubscribed at 30 ms "Puppet/a".tell to "news"',
      '    deactivated at 30 ms "Puppet/a" (poison)',
    ]);
  },
);
