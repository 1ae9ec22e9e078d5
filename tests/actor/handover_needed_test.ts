import { CallError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FakeCluster } from "../support/fake_cluster.ts";
import { codeOf, gate } from "../support/puppets.ts";
import { testEverywhere } from "../support/stage.ts";

testEverywhere(
  "Activation.handOver() runs a call that comes back to its open turn",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: (ctx, input) => {
        trace.push(input);
        return input === "out"
          ? ctx.getActor(PuppetProxy, "b").ask("on")
          : input;
      },
      deinit: (reason) => void trace.push(reason),
    });
    stage.cast("b", {
      ask: async (ctx) => {
        await door.passed;
        return await ctx.getActor(ChainPuppetProxy, "a").ask("back");
      },
    });
    const puppet = engine.getActor(ChainPuppetProxy, "a");
    const out = puppet.ask("out");
    const other = puppet.ask("other");
    void other.catch(() => {});
    await stage.settle();
    const gone = cluster.handOver(ChainPuppetProxy, "a");
    assertEquals(cluster.inputs, ["other"]);
    door.open();
    assertEquals(await stage.finish(out), "back");
    await stage.finish(gone);
    assertEquals(trace, ["out", "back", "lease-lost"]);
    assertEquals(cluster.inputs, ["other"]);
    cluster.rerouted[0]!.reply!.settle(null);
    await other;
  },
);

testEverywhere(
  "Activation.handOver() runs a call that had come back before it",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const trace: unknown[] = [];
    let gone: Promise<void> | undefined;
    stage.cast("a", {
      ask: (ctx, input) => {
        trace.push(input);
        return input === "out"
          ? ctx.getActor(PuppetProxy, "b").ask("on")
          : input;
      },
    });
    stage.cast("b", {
      ask: async (ctx) => {
        const a = ctx.getActor(ChainPuppetProxy, "a");
        void a.tell("sent before");
        const back = a.ask("back");
        // It waits, and is not awaited yet.
        gone = cluster.handOver(ChainPuppetProxy, "a");
        return await back;
      },
    });
    const puppet = engine.getActor(ChainPuppetProxy, "a");
    const out = puppet.ask("out");
    const other = puppet.ask("other");
    assertEquals(await stage.finish(out), "back");
    await stage.finish(gone!);
    assertEquals(trace, ["out", "back"]);
    assertEquals(cluster.inputs, ["other"]);
    cluster.rerouted[0]!.reply!.settle(null);
    await other;
  },
);

testEverywhere(
  "Activation.handOver() names the deadlock of a call that may not run beside",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    stage.cast("a", {
      ask: (ctx) => ctx.getActor(PuppetProxy, "b").ask("on"),
    });
    stage.cast("b", {
      ask: async (ctx) => {
        await door.passed;
        return await ctx.getActor(PuppetProxy, "a").ask("back");
      },
    });
    const out = engine.getActor(PuppetProxy, "a").ask("out");
    const failed = assertRejects(() => out, CallError);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    door.open();
    assertEquals(codeOf(await stage.finish(failed)), "deadlock");
    await stage.finish(gone);
    assertEquals(cluster.rerouted, []);
  },
);

testEverywhere(
  "Activation.handOver() runs what a turn of another needs that moves, too",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const [begins, holds] = [gate(), gate()];
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx, input) => {
        const b = ctx.getActor(PuppetProxy, "b");
        if (input === "send") return void b.tell("from another turn");
        await begins.passed;
        void b.tell("sent");
        return await b.ask("needed");
      },
      deinit: () => void trace.push("a ends"),
    });
    stage.cast("b", {
      tell: (_ctx, input) => void trace.push(input),
      ask: async (_ctx, input) => {
        trace.push(input);
        if (input === "first") await holds.passed;
        return input;
      },
      deinit: () => void trace.push("b ends"),
    });
    const [a, b] = ["a", "b"].map((id) => engine.getActor(PuppetProxy, id));
    const first = b!.ask("first");
    await stage.settle();
    // From a turn that is over: it is needed for none, but its sender's later
    // calls are.
    await stage.finish(a!.ask("send"));
    const turn = a!.ask("turn");
    const outside = b!.ask("outside");
    await stage.settle();
    begins.open();
    await stage.settle();
    const last = b!.ask("last");
    void Promise.all([outside, last]);
    for (const id of ["a", "b"]) cluster.releasing.add(`Puppet/${id}`);
    const gone = Promise.all(
      ["a", "b"].map((id) => cluster.handOver(PuppetProxy, id)),
    );
    assertEquals(cluster.inputs, ["outside", "last"]);
    holds.open();
    assertEquals(await stage.finish(turn), "needed");
    await stage.finish(gone);
    assertEquals(
      trace.filter((one) => one !== "a ends"),
      ["first", "from another turn", "sent", "needed", "b ends"],
    );
    for (const { reply } of cluster.rerouted) reply!.settle(null);
    await Promise.all([first, outside, last]);
  },
);

testEverywhere(
  "Activation.handOver() lets one begin again for a turn that needs it",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const [turn, end] = [gate(), gate()];
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        await turn.passed;
        return await ctx.getActor(PuppetProxy, "b").ask("needed");
      },
    });
    let ends = 0;
    stage.cast("b", {
      init: () => void trace.push("init"),
      ask: (_ctx, input) => {
        trace.push(input);
        return input;
      },
      deinit: async () => {
        if (ends++ === 0) await end.passed;
        trace.push("deinit");
      },
    });
    await stage.finish(engine.getActor(PuppetProxy, "b").ask("first"));
    const reply = engine.getActor(PuppetProxy, "a").ask(null);
    await stage.settle();
    for (const id of ["a", "b"]) cluster.releasing.add(`Puppet/${id}`);
    const gone = Promise.all(
      ["a", "b"].map((id) => cluster.handOver(PuppetProxy, id)),
    );
    await stage.settle();
    // Its `deinit` runs as the call comes.
    turn.open();
    await stage.settle();
    void engine.getActor(PuppetProxy, "b").tell("not needed");
    end.open();
    assertEquals(await stage.finish(reply), "needed");
    await stage.finish(gone);
    assertEquals(
      trace,
      ["init", "first", "deinit", "init", "needed", "deinit"],
    );
    assertEquals(cluster.inputs, ["not needed"]);
  },
);

testEverywhere(
  "Activation.handOver() ends an actor that sends to itself for ever",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    const told: unknown[] = [];
    stage.cast("a", {
      tell: async (ctx, input) => {
        told.push(input);
        void ctx.getActor(PuppetProxy, "a").tell(`${input}.`);
        await door.passed;
      },
    });
    void engine.getActor(PuppetProxy, "a").tell("turn");
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    door.open();
    await stage.finish(gone);
    // What an open turn has sent may be awaited yet, so it runs here.
    assertEquals(told, ["turn", "turn."]);
    assertEquals(cluster.inputs, ["turn.."]);
  },
);
