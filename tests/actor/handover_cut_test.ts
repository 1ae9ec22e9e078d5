import { CallError, type Context } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PatientPuppetProxy } from "../cast/generated/patient_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { FakeCluster } from "../support/fake_cluster.ts";
import { codeOf, gate, type PuppetClass } from "../support/puppets.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

const CLASSES: PuppetClass[] = [PuppetProxy, ChainPuppetProxy, FullPuppetProxy];

testEverywhere(
  "Activation.cutOff() gives back what waits, and cuts what runs",
  async (stage) => {
    for (const proxy of CLASSES) {
      const cluster = new FakeCluster(stage);
      const engine = stage.open({ cluster });
      const trace: unknown[] = [];
      const { promise, resolve } = Promise.withResolvers<AbortSignal>();
      stage.cast("a", {
        ask: (ctx) => {
          resolve(ctx.turn.signal);
          return new Promise(() => {});
        },
        deinit: (reason) => void trace.push(reason),
      });
      const puppet = engine.getActor(proxy, "a");
      const failed = assertRejects(() => puppet.ask(1), CallError);
      const signal = await stage.finish(promise);
      const waiting = puppet.ask(2);
      const activation = cluster.find(proxy, "a");
      activation.cutOff();
      assertEquals([cluster.inputs, signal.aborted], [[2], true]);
      const gone = activation.handOver();
      const error = await stage.finish(failed);
      assertEquals([error.code, error.outcome], ["node-lost", "unknown"]);
      await stage.finish(gone);
      cluster.rerouted[0]!.reply!.settle("elsewhere");
      assertEquals(await waiting, "elsewhere");
      assertEquals([trace, [...cluster.active]], [["lease-lost"], []]);
      assertEquals(engine.snapshot().actors, []);
      await stage.finish(engine.run());
    }
  },
);

testEverywhere(
  "Activation.cutOff() gives back what turns need that are cut",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const [back, holds] = [gate(), gate()];
    stage.cast("a", {
      ask: (ctx, input) =>
        input === "out"
          ? ctx.getActor(PuppetProxy, "b").ask("on")
          : holds.passed,
    });
    stage.cast("b", {
      ask: async (ctx) => {
        await back.passed;
        return await ctx.getActor(PuppetProxy, "a").ask("back");
      },
    });
    const out = engine.getActor(PuppetProxy, "a").ask("out");
    const failed = assertRejects(() => out, CallError);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    cluster.find(PuppetProxy, "a").cutOff();
    await stage.finish(gone);
    assertEquals(codeOf(await stage.finish(failed)), "node-lost");
    // Its caller goes on, and a life of its own may take it.
    back.open();
    await stage.settle();
    holds.open();
    await stage.finish(engine.run());
    assertEquals(cluster.rerouted, []);
  },
);

testEverywhere(
  "Activation.cutOff() in a turn of its own lets that turn end first",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: (_ctx, input) => {
        cluster.find(PuppetProxy, "a").cutOff();
        trace.push(input);
        return input;
      },
      deinit: (reason) => void trace.push(reason),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const [first, second] = [puppet.ask(1), puppet.ask(2)];
    assertEquals(await stage.finish(first), 1);
    await stage.settle();
    assertEquals([trace, cluster.inputs], [[1, "lease-lost"], [2]]);
    cluster.rerouted[0]!.reply!.settle("elsewhere");
    assertEquals(await second, "elsewhere");
    assertEquals([...cluster.active], []);
  },
);

testEverywhere(
  "Activation.cutOff() ends an init's sleep, and what that has begun",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const trace: unknown[] = [];
    stage.cast("a", {
      init: async (ctx) => {
        await ctx.sleep(60_000).catch(() => void trace.push("woken"));
      },
      deinit: (reason) => void trace.push(reason),
    });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    await stage.settle();
    const activation = cluster.find(PuppetProxy, "a");
    activation.cutOff();
    assertEquals(cluster.inputs, [1]);
    await stage.finish(activation.handOver());
    cluster.rerouted[0]!.reply!.settle(null);
    await reply;
    assertEquals(trace, ["woken", "lease-lost"]);
    assertEquals([...cluster.active], []);
  },
);

testEverywhere(
  "Activation.cutOff() waits for hooks, and gives back what comes meanwhile",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const [begin, end] = [gate(), gate()];
    const trace: unknown[] = [];
    stage.cast("a", {
      init: () => begin.passed,
      deinit: async (reason) => {
        trace.push(reason);
        await end.passed;
        trace.push("end");
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    void puppet.tell(1);
    await stage.settle();
    const activation = cluster.find(PuppetProxy, "a");
    activation.cutOff();
    const gone = activation.handOver();
    void puppet.tell(2);
    await stage.settle();
    begin.open();
    await stage.until(() => trace.length > 0);
    void puppet.tell(3);
    // A second time it finds nothing to do but that.
    activation.cutOff();
    assertEquals(cluster.inputs, [1, 2, 3]);
    end.open();
    await stage.finish(gone);
    assertEquals(trace, ["lease-lost", "end"]);
    assertEquals([...cluster.active], []);
  },
);

testEverywhere(
  "Activation.cutOff() gives back what is before a pill, and ends that",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    stage.cast("a", { ask: () => new Promise(() => {}) });
    const puppet = engine.getActor(PuppetProxy, "a");
    const cut = assertRejects(() => puppet.ask(1), CallError);
    const before = puppet.ask(2);
    await stage.settle();
    const activation = cluster.find(PuppetProxy, "a");
    const poisoned = activation.poison();
    const behind = assertRejects(() => puppet.ask(3), CallError);
    await stage.settle();
    activation.cutOff();
    assertEquals(cluster.inputs, [2]);
    await stage.finish(Promise.all([poisoned, cut]));
    assertEquals(codeOf(await stage.finish(behind)), "poisoned");
    cluster.rerouted[0]!.reply!.settle("elsewhere");
    assertEquals(await before, "elsewhere");
  },
);

testOnBothWires(
  "Activation.cutOff() begins nothing behind a failure",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    let inits = 0;
    stage.cast("a", {
      init: () => void inits++,
      ask: () => {
        throw new Error("fails");
      },
    });
    const puppet = engine.getActor(PatientPuppetProxy, "a");
    await stage.finish(assertRejects(() => puppet.ask(1), Error));
    void puppet.tell(2);
    cluster.find(PatientPuppetProxy, "a").cutOff();
    assertEquals([cluster.inputs, [...cluster.active]], [[2], []]);
    assertEquals([inits, engine.snapshot().timers], [1, 0]);
  },
);

testEverywhere(
  "Activation.cutOff() begins nothing behind a failure's end",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    let inits = 0;
    stage.cast("a", {
      init: () => void inits++,
      ask: () => {
        throw new Error("fails");
      },
      deinit: () => door.passed,
    });
    const puppet = engine.getActor(BrittlePuppetProxy, "a");
    await stage.finish(assertRejects(() => puppet.ask(1), Error));
    cluster.find(BrittlePuppetProxy, "a").cutOff();
    door.open();
    await stage.until(() => cluster.active.size === 0);
    assertEquals([inits, engine.snapshot().actors], [1, []]);
  },
);

testEverywhere(
  "Activation.cutOff() lets what comes back at once begin a life",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const lives: Context[] = [];
    const door = gate();
    stage.cast("a", {
      construct: (ctx) => void lives.push(ctx),
      ask: (_ctx, input) => input,
      deinit: () => door.passed,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await stage.finish(puppet.ask(1));
    const activation = cluster.find(PuppetProxy, "a");
    activation.cutOff();
    await stage.settle();
    const replies = [2, 3].map((input) => puppet.ask(input));
    // By now the node has the actor again.
    cluster.onReroute = ({ method, payload, reply, caller }) => {
      assertEquals(
        activation.accept(method, payload, reply, caller),
        undefined,
      );
    };
    door.open();
    assertEquals(await stage.finish(Promise.all(replies)), [2, 3]);
    assertEquals(lives.length, 2);
    assertEquals([...cluster.active], ["Puppet/a"]);
    // It is as any other.
    assertEquals(await stage.finish(puppet.ask(4)), 4);
    assertEquals(cluster.inputs, [2, 3]);
  },
);
