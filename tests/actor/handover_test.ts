import { CallError, type Context, newSubscriber } from "@backstage/actors";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { FakeCluster } from "../support/fake_cluster.ts";
import { codeOf, gate } from "../support/puppets.ts";
import { testEverywhere } from "../support/stage.ts";

testEverywhere(
  "Activation.handOver() gives back what waits, and ends the open turn",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: async (_ctx, input) => {
        trace.push(input);
        await door.passed;
        return `${input} here`;
      },
      deinit: (reason) => void trace.push(reason),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const first = puppet.ask(1);
    const others = [2, 3, 4].map((input) => puppet.ask(input));
    void Promise.all(others);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    // At once: nobody has had a chance to run.
    assertEquals(cluster.inputs, [2, 3, 4]);
    assertEquals(trace, [1]);
    door.open();
    await stage.finish(gone);
    assertEquals(trace, [1, "lease-lost"]);
    assertEquals(await first, "1 here");
    assertEquals([...cluster.active], []);
    assertEquals(engine.snapshot().actors, []);
    for (const { reply } of cluster.rerouted) reply!.settle("elsewhere");
    assertEquals(await Promise.all(others), Array(3).fill("elsewhere"));
    assertEquals(
      stage.eventsOf("deactivated").map(({ reason }) => reason),
      ["lease-lost"],
    );
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);

testEverywhere(
  "Activation.handOver() gives each of many sends a reply of its own",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    const told: unknown[] = [];
    stage.cast("a", {
      tell: (_ctx, input) => {
        told.push(input);
        return door.passed;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    // They share one reply, as none is awaited.
    const sends = [0, 1, 2, 3].map((input) => puppet.tell(input));
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, [1, 2, 3]);
    const replies = cluster.rerouted.map(({ reply }) => reply!);
    assertEquals(new Set(replies).size, 3);
    // One is awaited before it is settled, and one behind that.
    const second = assertRejects(() => sends[2]!, CallError);
    replies[0]!.settle(undefined);
    const lost = new CallError("lost", {
      code: "node-lost",
      outcome: "unknown",
    });
    replies[1]!.fail(lost);
    replies[2]!.settle(undefined);
    assertEquals(codeOf(await stage.finish(second)), "node-lost");
    assertEquals(await sends[1], undefined);
    assertEquals(await sends[3], undefined);
    door.open();
    await stage.finish(gone);
    assertEquals(await sends[0], undefined);
    assertEquals(told, [0]);
  },
);

testEverywhere(
  "Activation.handOver() reroutes what comes meanwhile, and runs none of it",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const [turn, end] = [gate(), gate()];
    const trace: unknown[] = [];
    stage.cast("a", {
      tell: async (_ctx, input) => {
        trace.push(input);
        await turn.passed;
      },
      deinit: async (reason) => {
        trace.push(reason);
        await end.passed;
        trace.push("end");
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    void puppet.tell(1);
    void puppet.tell(2);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    void puppet.tell(3);
    assertEquals(cluster.inputs, [2]);
    turn.open();
    await stage.settle();
    assertEquals(cluster.inputs, [2, 3]);
    void puppet.tell(4);
    await stage.settle();
    end.open();
    await stage.finish(gone);
    assertEquals(cluster.inputs, [2, 3, 4]);
    assertEquals(trace, [1, "lease-lost", "end"]);
  },
);

testEverywhere(
  "Activation.handOver() ends an actor at rest, and one twice once",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    let ends = 0;
    stage.cast("a", { deinit: () => void ends++ });
    const puppet = engine.getActor(PuppetProxy, "a");
    await stage.finish(puppet.ask(1));
    const activation = cluster.find(PuppetProxy, "a");
    await stage.finish(
      Promise.all([1, 2].map(() => cluster.handOver(PuppetProxy, "a"))),
    );
    assertEquals(ends, 1);
    // There is nothing to hand over any more.
    await activation.handOver();
    activation.cutOff();
    // The cluster lets the next one in: a life like any other.
    await stage.finish(puppet.ask(2));
    assertEquals([...cluster.active], ["Puppet/a"]);
    assertEquals([ends, cluster.rerouted.length], [1, 0]);
    await stage.finish(cluster.handOver(PuppetProxy, "a"));
    assertEquals(ends, 2);
  },
);

testEverywhere(
  "Activation.handOver() gives back publications, and what they carry",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    stage.cast("a", { ask: () => door.passed });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    const stream = engine.getStream<unknown>("news");
    stream.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
    await stage.settle();
    void stream.next("one");
    void stream.next("two");
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, ["one", "two"]);
    assert(cluster.rerouted.every(({ reply }) => reply === null));
    door.open();
    await stage.finish(Promise.all([gone, reply]));
  },
);

testEverywhere(
  "Activation.handOver() leaves calls out that were given up",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    stage.cast("a", { ask: () => door.passed });
    const puppet = engine.getActor(PuppetProxy, "a");
    const first = puppet.ask(1);
    const aborter = new AbortController();
    const given = puppet.with({ signal: aborter.signal }).ask(2);
    const failed = assertRejects(() => given, CallError);
    const third = puppet.ask(3);
    await stage.settle();
    aborter.abort();
    assertEquals(codeOf(await stage.finish(failed)), "aborted");
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, [3]);
    cluster.rerouted[0]!.reply!.settle(null);
    door.open();
    await stage.finish(Promise.all([gone, first, third]));
  },
);

testEverywhere(
  "Activation.handOver() gives back what waits for room",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster, inboxCapacity: 2, overflow: "wait" });
    const door = gate();
    stage.cast("a", { ask: () => door.passed });
    const puppet = engine.getActor(PuppetProxy, "a");
    const calls = [0, 1, 2, 3, 4].map((input) => puppet.ask(input));
    const all = Promise.all(calls);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, [1, 2, 3, 4]);
    for (const { reply } of cluster.rerouted) reply!.settle(null);
    door.open();
    await stage.finish(Promise.all([gone, all]));
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Activation.handOver() ends timers, sleeps and the signal as any end does",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    const trace: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<Context>();
    stage.cast("a", {
      construct: resolve,
      ask: async (ctx) => {
        ctx.runOnce(0, () => void trace.push("tick"));
        ctx.runRecurring(10, () => void trace.push("beat"));
        await door.passed;
      },
      deinit: () => void trace.push("deinit"),
    });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    const ctx = await promise;
    await stage.settle();
    // A tick waits behind the turn by now.
    await stage.until(() => cluster.find(PuppetProxy, "a").inboxLength > 0);
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals([cluster.inputs, ctx.signal.aborted], [[], false]);
    door.open();
    await stage.finish(Promise.all([gone, reply]));
    assertEquals([trace, ctx.signal.aborted], [["deinit"], true]);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testEverywhere(
  "Activation.handOver() buries what waits where nothing takes it back",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    stage.cast("a", { ask: () => door.passed });
    const puppet = engine.getActor(PuppetProxy, "a");
    const first = puppet.ask(1);
    const failed = assertRejects(() => puppet.ask(2), CallError);
    await stage.settle();
    Object.assign(cluster.host.actorHost, { placement: null });
    const gone = cluster.find(PuppetProxy, "a").handOver();
    const { code, outcome } = await stage.finish(failed);
    assertEquals([code, outcome], ["moved", "not-run"]);
    door.open();
    await stage.finish(Promise.all([first, gone]));
    const letters = stage.eventsOf("dead-letter");
    assertEquals(letters.map(({ reason }) => reason), ["moved"]);
    Object.assign(cluster.host.actorHost, { placement: cluster });
  },
);

testEverywhere(
  "Activation.handOver() shows probes no turns of what it gives back",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const begun: unknown[] = [];
    const detach = viewOf(engine).attach({
      arrive: () => true,
      start: ({ payload }) => void begun.push(payload),
      end() {},
    });
    const door = gate();
    stage.cast("a", {
      ask: async (_ctx, input) => {
        if (input === "first") await door.passed;
        return input;
      },
    });
    stage.cast("b", {
      ask: (ctx) => ctx.getActor(PuppetProxy, "a").ask("needed"),
    });
    const [a, b] = ["a", "b"].map((id) => engine.getActor(PuppetProxy, id));
    const first = a!.ask("first");
    await stage.settle();
    const needed = b!.ask("turn");
    await stage.settle();
    const behind = a!.ask("behind");
    for (const id of ["a", "b"]) cluster.releasing.add(`Puppet/${id}`);
    const gone = Promise.all(
      ["a", "b"].map((id) => cluster.handOver(PuppetProxy, id)),
    );
    // What is given back leaves its place behind what stays.
    assertEquals(cluster.inputs, ["behind"]);
    door.open();
    assertEquals(await stage.finish(needed), "needed");
    await stage.finish(Promise.all([first, gone]));
    detach();
    cluster.rerouted[0]!.reply!.settle(null);
    await behind;
    assertEquals(begun, ["first", "turn", "needed"]);
  },
);
