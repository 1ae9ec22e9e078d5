import { newSubscriber } from "@backstage/actors";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import type { ProbedTurn } from "../../src/actor/port/probe.ts";
import { viewOf } from "../../src/engine/engine.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

interface User {
  name: string;
  roles?: string[];
}

const user = new AsyncLocalStorage<User>();
const trace = new AsyncLocalStorage<unknown>();
const carry = { user, trace };

const ANN: User = { name: "ann", roles: ["clerk"] };

testEverywhere(
  "EngineOptions.carry has a value in every turn that a call is made for",
  async (stage) => {
    const engine = stage.open({ carry });
    const seen: unknown[] = [];
    const note = (where: string) => seen.push([where, user.getStore()?.name]);
    const method = PuppetProxy.Method.tell;
    engine.getStream("news").subscribe(newSubscriber("reader", method));
    stage.cast("reader", { tell: () => void note("payload") });
    stage.cast("first", {
      ask: async (ctx) => {
        note("call");
        await null;
        note("await");
        ctx.getStream("news").next("late");
        ctx.getActor(PuppetProxy, "last").tell(1);
        return await ctx.getActor(FullPuppetProxy, "second").ask(1);
      },
    });
    stage.cast("second", {
      ask: async (ctx) => {
        const last = ctx.getActor(PuppetProxy, "last");
        return await last.with({ timeoutMs: 5_000 }).ask(1);
      },
    });
    stage.cast("last", {
      ask: () => user.getStore(),
      tell: () => void note("send"),
    });
    const first = engine.getActor(PuppetProxy, "first");
    const result = await user.run(ANN, () => stage.finish(first.ask(1)));
    assertEquals(result, ANN);
    await stage.finish(engine.run());
    assertEquals(seen.toSorted(), [
      ["await", "ann"],
      ["call", "ann"],
      ["payload", "ann"],
      ["send", "ann"],
    ]);
  },
);

testEverywhere(
  "EngineOptions.carry keeps the values of concurrent calls apart",
  async (stage) => {
    const engine = stage.open({ carry });
    for (const proxy of [PuppetProxy, FullPuppetProxy, ChainPuppetProxy]) {
      stage.cast("far", { ask: () => user.getStore()?.name });
      stage.cast("near", {
        ask: async (ctx) => {
          await null;
          const before = user.getStore()?.name;
          const there = await ctx.getActor(proxy, "far").ask(1);
          return [before, there, user.getStore()?.name].join();
        },
      });
      const near = engine.getActor(proxy, "near");
      const calls = ["ann", "bob", undefined, "eve"].map((name) =>
        name === undefined
          ? user.exit(() => near.ask(1))
          : user.run({ name }, () => near.ask(1))
      );
      assertEquals(await stage.finish(Promise.all(calls)), [
        "ann,ann,ann",
        "bob,bob,bob",
        ",,",
        "eve,eve,eve",
      ]);
      await stage.finish(engine.poisonPill(proxy, "near"));
    }
  },
);

testEverywhere(
  "EngineOptions.carry brings nothing back, nor into timers and hooks",
  async (stage) => {
    const engine = stage.open({ carry });
    const seen: unknown[] = [];
    const note = (where: string) => () =>
      void seen.push([where, user.getStore()]);
    stage.cast("a", {
      construct: note("constructor"),
      init: note("init"),
      deinit: note("deinit"),
      ask: (ctx) => {
        ctx.runOnce(0, note("timer"));
        user.enterWith({ name: "eve" });
        return user.run({ name: "bob" }, () => 1);
      },
    });
    const a = engine.getActor(PuppetProxy, "a");
    await user.run(ANN, async () => {
      await stage.finish(a.ask(1));
      assertEquals(user.getStore(), ANN);
      await stage.finish(engine.run());
    });
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(seen, [
      ["constructor", undefined],
      ["init", undefined],
      ["timer", undefined],
      ["deinit", undefined],
    ]);
  },
);

testEverywhere(
  "EngineOptions.carry brings values that no turn can change for another",
  async (stage) => {
    const engine = stage.open({ carry });
    const seen: unknown[] = [];
    const method = PuppetProxy.Method.tell;
    for (const id of ["one", "two"]) {
      engine.getStream("news").subscribe(newSubscriber(id, method));
      stage.cast(id, {
        tell: () => {
          const own = user.getStore()!;
          assertThrows(() => own.name = "eve", TypeError);
          assertThrows(() => own.roles!.push("boss"), TypeError);
          const held = trace.getStore() as { steps: Map<string, number> };
          assertThrows(() => Object.assign(held, { more: 1 }), TypeError);
          seen.push([own, held.steps.size]);
          held.steps.set(id, 1);
        },
      });
    }
    const ann = { name: "ann", roles: ["clerk"] };
    const held = { steps: new Map([["first", 1]]) };
    user.run(ann, () =>
      trace.run(held, () => {
        engine.getStream("news").next(1);
        engine.getActor(PuppetProxy, "one").tell(1);
      }));
    ann.name = "changed";
    ann.roles.push("changed");
    held.steps.clear();
    await stage.finish(engine.run());
    assertEquals(seen, [[ANN, 1], [ANN, 1], [ANN, 1]]);
  },
);

testEverywhere(
  "EngineOptions.carry brings proxies that are bound to their receiver",
  async (stage) => {
    const engine = stage.open({ carry });
    engine.getActor(PuppetProxy, "b");
    stage.cast("a", {
      ask: (ctx) => trace.getStore() === ctx.getActor(PuppetProxy, "b"),
    });
    const a = engine.getActor(PuppetProxy, "a");
    const call = trace.run(
      engine.getActor(PuppetProxy, "b"),
      () => a.ask(1),
    );
    assertEquals(await stage.finish(call), true);
  },
);

testEverywhere(
  "EngineOptions.carry is seen, and set, by interceptors",
  async (stage) => {
    const seen: unknown[] = [];
    const engine = stage.open({
      carry,
      interceptors: [{
        async incoming(_turn, next) {
          seen.push(["in", user.getStore()?.name, trace.getStore()]);
          await next();
          seen.push(["out", user.getStore()?.name, trace.getStore()]);
        },
        outgoing: (call, next) =>
          call.caller === null ? trace.run(7, next) : next(),
      }],
    });
    stage.cast("a", {
      ask: (ctx) => ctx.getActor(PuppetProxy, "b").ask(1),
    });
    stage.cast("b", { ask: () => trace.getStore() });
    const a = engine.getActor(PuppetProxy, "a");
    assertEquals(await user.run(ANN, () => stage.finish(a.ask(1))), 7);
    const names = ["in", "in", "out", "out"];
    assertEquals(seen, names.map((name) => [name, "ann", 7]));
  },
);

testEverywhere(
  "EngineOptions.carry holds for calls that wait, and that come back",
  async (stage) => {
    const engine = stage.open({ carry, inboxCapacity: 1, overflow: "wait" });
    stage.cast("a", {
      ask: async (ctx, input) => {
        const name = user.getStore()?.name;
        if (input === "back") return name;
        const there = await ctx.getActor(ChainPuppetProxy, "b").ask(1);
        return `${name},${there}`;
      },
    });
    stage.cast("b", {
      ask: (ctx) => ctx.getActor(ChainPuppetProxy, "a").ask("back"),
    });
    const a = engine.getActor(ChainPuppetProxy, "a");
    const calls = ["ann", "bob", "cid"].map((name) =>
      user.run({ name }, async () => await a.ask(1))
    );
    assertEquals(await stage.finish(Promise.all(calls)), [
      "ann,ann",
      "bob,bob",
      "cid,cid",
    ]);
  },
);

testEverywhere(
  "EngineOptions.carry shows probes the payload alone",
  async (stage) => {
    const engine = stage.open({ carry });
    const payloads: unknown[] = [];
    viewOf(engine).attach({
      arrive: () => true,
      start: ({ payload }: ProbedTurn) => void payloads.push(payload),
      end: () => {},
    });
    const method = PuppetProxy.Method.tell;
    engine.getStream("news").subscribe(newSubscriber("a", method));
    stage.cast("a", { tell: (_ctx, input) => void payloads.push(input) });
    user.run(ANN, () => void engine.getStream("news").next({ x: 1 }));
    await stage.finish(engine.run());
    assertEquals(payloads, [{ x: 1 }, { x: 1 }]);
  },
);

testEverywhere(
  "EngineOptions.carry takes a storage of any kind",
  async (stage) => {
    // Synchronous: it has a value while the function runs.
    let current: unknown;
    const storage = {
      getStore: () => current,
      run<Result>(value: unknown, run: () => Result): Result {
        const before = current;
        current = value;
        try {
          return run();
        } finally {
          current = before;
        }
      },
    };
    const engine = stage.open({ carry: { mine: storage } });
    stage.cast("a", { ask: () => storage.getStore() });
    const a = engine.getActor(PuppetProxy, "a");
    const call = storage.run(5n, () => a.ask(1));
    assertEquals(await stage.finish(call), 5n);
    assertEquals(await stage.finish(a.ask(1)), undefined);
    assert(current === undefined);
  },
);

testEverywhere(
  "EngineOptions.carry has a value in every step of a streaming reply",
  async (stage) => {
    const engine = stage.open({ carry });
    const ended = Promise.withResolvers<unknown>();
    stage.cast("a", {
      stream: async function* (_ctx, input) {
        try {
          for (let at = 0; at < (input as number); at++) {
            yield user.getStore()?.name;
            await null;
          }
          return user.getStore()?.name;
        } finally {
          ended.resolve(user.getStore()?.name);
        }
      },
    });
    const a = engine.getActor(PuppetProxy, "a");
    // More than one run of steps, and others' in between.
    const read = async (name: string): Promise<string> => {
      const values = user.run({ name }, () => a.stream(40));
      const seen = new Set<unknown>();
      for await (const value of values) seen.add(value);
      return [...seen].join();
    };
    const names = ["ann", "bob"];
    const read2 = Promise.all(names.map(read));
    assertEquals(await stage.finish(read2), names);
    const limited = a.with({ timeoutMs: 5_000 });
    const values = user.run(ANN, () => limited.stream(5));
    assertEquals((await stage.finish(values.next())).value, "ann");
    await stage.finish(values.return(undefined));
    assertEquals(await ended.promise, "ann");
    const bad = trace.run(() => {}, () => a.stream(1));
    const error = await stage.finish(bad.next().catch((error) => error));
    assertEquals([error.path, error.outcome], ["carry.trace", "not-run"]);
  },
);
