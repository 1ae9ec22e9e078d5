import { newSubscriber } from "@backstage/actors";
import {
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
  "R14: Context.getActor() returns one proxy, live or not",
  async (stage) => {
    const engine = stage.open();
    const ids = Array.from({ length: MANY }, (_, index) => `${index}`);
    let first: MemberProxy[] = [];
    stage.cast("keeper", {
      ask: (ctx) => {
        const members = ids.map((id) => ctx.getActor(MemberProxy, id));
        if (first.length === 0) first = members;
        return new Set([...first, ...members]).size;
      },
    });
    const keeper = engine.getActor(PuppetProxy, "keeper");
    const assertSame = async () => assertEquals(await keeper.ask(0), MANY);
    await assertSame();
    const members = ids.map((id) => engine.getActor(MemberProxy, id));
    for (const member of members) await member.award(1);
    await assertSame();
    for (const id of ids) await engine.poisonPill(MemberProxy, id);
    await assertSame();
    for (const member of members) assertEquals(await member.award(1), 1);
    await assertSame();
  },
);

testEverywhere(
  "R14: String() of a proxy is its actor's key in code outside",
  async (stage) => {
    const engine = stage.open();
    const ann = engine.getActor(MemberProxy, "ann");
    await ann.befriend(engine.getActor(MemberProxy, "bob"));
    const friends = new Map([[String(await ann.friend()), 1]]);
    assertEquals(friends.get(String(engine.getActor(MemberProxy, "bob"))), 1);
    assertEquals(String(await ann.self()), String(ann));
  },
);

testEverywhere(
  "R14: a proxy in a result is the one that its caller has",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: async (ctx) => {
        const ann = ctx.getActor(MemberProxy, "ann");
        const bob = ctx.getActor(MemberProxy, "bob");
        await ann.befriend(bob);
        assertStrictEquals(await ann.friend(), bob);
        assertStrictEquals(await ann.self(), ann);
        const { host, guests } = await ann.party();
        assertStrictEquals(host, ann);
        assertStrictEquals(guests[0], ann);
        await ann.befriend(bob.with({ timeoutMs: 1_000 }));
        assertStrictEquals(await ann.friend(), bob);
        return "as it should be";
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await puppet.ask(0), "as it should be");
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
  "R14: proxies of other classes and receivers are others",
  async (stage) => {
    const engine = stage.open();
    const seen: unknown[] = [];
    for (const id of ["a", "b"]) {
      stage.cast(id, {
        ask: (ctx) => {
          const ann = ctx.getActor(MemberProxy, "ann");
          seen.push(ann, ctx.getActor(PuppetProxy, "ann"), ann.with({}));
          seen.push(ctx.getActor(MemberProxy, "bob"));
        },
      });
      await engine.getActor(PuppetProxy, id).ask(0);
    }
    assertEquals(new Set(seen).size, 8);
  },
);

testOnBothWires(
  "R14: a proxy stays the same over its actor's idle ends",
  async (stage) => {
    const engine = stage.open();
    const seen = new Set<unknown>();
    stage.cast("a", {
      ask: async (ctx) => {
        const sleeper = ctx.getActor(SleeperProxy, "a");
        seen.add(sleeper);
        return await sleeper.touch();
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (let round = 0; round < 3; round++) {
      assertEquals(await puppet.ask(0), 1);
      await stage.simulated!.advance(5_000);
      const live = engine.snapshot().actors.map(({ actor }) => actor.type);
      assertEquals(live, ["Puppet"]);
    }
    assertEquals(seen.size, 1);
  },
);
