import { newSubscriber } from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "@std/assert";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { HeraldProxy } from "../cast/generated/herald_proxy.gen.ts";
import { MemberProxy } from "../cast/generated/member_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { SleeperProxy } from "../cast/generated/sleeper_proxy.gen.ts";

/** More actors than any book keeps by itself. */
const MANY = 100;

testEverywhere(
  "R14: an actor's Set of proxies has each actor once",
  async (stage) => {
    const engine = stage.open();
    const herald = engine.getActor(HeraldProxy, "a");
    const listeners = Array.from(
      { length: MANY },
      (_, index) => engine.getActor(RecorderProxy, `${index}`),
    );
    for (let round = 0; round < 2; round++) {
      for (const listener of listeners) await herald.join(listener);
    }
    assertEquals(await herald.join(listeners[0]!), MANY);
    await herald.announce();
    for (const listener of listeners) {
      assertEquals((await listener.entries()).length, 1);
      assertEquals(await herald.leave(listener), true);
      assertEquals(await herald.leave(listener), false);
    }
    await herald.announce();
    assertEquals((await listeners[0]!.entries()).length, 1);
  },
);

testEverywhere(
  "R14: Engine.getActor() returns one proxy, live or not",
  async (stage) => {
    const engine = stage.open();
    const ids = Array.from({ length: MANY }, (_, index) => `${index}`);
    const get = () => ids.map((id) => engine.getActor(MemberProxy, id));
    const first = get();
    const assertSame = () => {
      for (const [index, member] of get().entries()) {
        assertStrictEquals(member, first[index]);
      }
      assertEquals(new Set([...first, ...get()]).size, MANY);
    };
    assertSame();
    for (const member of first) await member.award(1);
    assertSame();
    for (const id of ids) await engine.poisonPill(MemberProxy, id);
    assertSame();
    for (const member of first) assertEquals(await member.award(1), 1);
    assertSame();
  },
);

testEverywhere(
  "R14: a proxy in a result is the one that its caller has",
  async (stage) => {
    const engine = stage.open();
    const ann = engine.getActor(MemberProxy, "ann");
    const bob = engine.getActor(MemberProxy, "bob");
    await ann.befriend(bob);
    assertStrictEquals(await ann.friend(), bob);
    assertStrictEquals(await ann.self(), ann);
    const { host, guests } = await ann.party();
    assertStrictEquals(host, ann);
    assertStrictEquals(guests[0], ann);
    await ann.befriend(bob.with({ timeoutMs: 1_000 }));
    assertStrictEquals(await ann.friend(), bob);
  },
);

testEverywhere(
  "R14: Context.getActor() returns the proxy that came in a message",
  async (stage) => {
    const engine = stage.open();
    const seen: unknown[] = [];
    stage.cast("a", {
      ask: (ctx, input) => {
        seen.push(input, ctx.getActor(MemberProxy, "ann"));
        seen.push(ctx.getActor(PuppetProxy, "ann"));
      },
      tell: (_ctx, input) => void seen.push(input),
    });
    const ann = engine.getActor(MemberProxy, "ann");
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(ann);
    await puppet.ask(ann);
    const stream = engine.getStream<unknown>("members");
    stream.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
    await stream.next(ann);
    await engine.run("once");
    const [one, same, other, again, still, , last] = seen;
    assertEquals(String(one), "Member/ann");
    for (const proxy of [same, again, still, last]) {
      assertStrictEquals(proxy, one);
    }
    assertNotStrictEquals(other, one);
    // Its calls carry another caller than those of the code outside.
    assertNotStrictEquals<unknown>(one, ann);
  },
);

testEverywhere(
  "R14: proxies of other engines, classes and receivers are others",
  (stage) => {
    const [engine, other] = [stage.open(), stage.open()];
    const ann = engine.getActor(MemberProxy, "ann");
    assertNotStrictEquals(other.getActor(MemberProxy, "ann"), ann);
    assertNotStrictEquals(engine.getActor(MemberProxy, "bob"), ann);
    assertNotStrictEquals<unknown>(engine.getActor(PuppetProxy, "ann"), ann);
    assertNotStrictEquals(ann.with({}), ann);
    assertStrictEquals(engine.getActor(MemberProxy, "ann"), ann);
  },
);

testOnBothWires(
  "R14: a proxy stays the same over its actor's idle ends",
  async (stage) => {
    const engine = stage.open();
    const sleeper = engine.getActor(SleeperProxy, "a");
    for (let round = 0; round < 3; round++) {
      assertEquals(await sleeper.touch(), 1);
      // The newest is kept by itself; another makes room for it.
      engine.getActor(SleeperProxy, `b${round}`);
      await stage.simulated!.advance(5_000);
      assertEquals(engine.snapshot().actors, []);
      assert(engine.getActor(SleeperProxy, "a") === sleeper);
    }
  },
);
