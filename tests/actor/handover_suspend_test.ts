import { assertEquals } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { LocalPuppetProxy } from "../cast/generated/local_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";
import { memoryStore } from "@backstage/actors/testing";
import { FakeCluster } from "../support/fake_cluster.ts";
import { gate } from "../support/puppets.ts";
import { testEverywhere } from "../support/stage.ts";

testEverywhere(
  "ActorHost.suspend() lets no turn begin, and resume() lets all of them",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const doors = [gate(), gate()];
    const trace: unknown[] = [];
    const part = {
      init: () => void trace.push("init"),
      ask: async (_ctx: unknown, input: unknown) => {
        trace.push(input);
        await doors[0]!.passed;
        trace.push(`${input} ends`);
      },
    };
    stage.cast("a", part);
    stage.cast("b", part);
    const [a, b] = ["a", "b"].map((id) => engine.getActor(PuppetProxy, id));
    const replies = [a!.ask(1), a!.ask(2)];
    await stage.settle();
    const { actorHost } = cluster.host;
    actorHost.suspend();
    // Neither behind the turn that ends, nor of one that is to begin.
    replies.push(b!.ask(3));
    doors[0]!.open();
    await stage.settle();
    assertEquals(trace, ["init", 1, "1 ends"]);
    assertEquals(cluster.find(PuppetProxy, "b").phase, "activating");
    replies.push(a!.ask(4));
    await stage.settle();
    assertEquals(trace.length, 3);
    actorHost.resume();
    await stage.finish(Promise.all(replies));
    assertEquals(
      trace.filter((one) => typeof one === "number").toSorted(),
      [1, 2, 3, 4],
    );
  },
);

testEverywhere(
  "ActorHost.suspend() holds actors at rest, new types, and interleaving ones",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const trace: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void trace.push(input) });
    const full = engine.getActor(FullPuppetProxy, "a");
    await stage.finish(full.tell(0));
    cluster.host.actorHost.suspend();
    void full.tell(1);
    // A type that is met only now.
    void engine.getActor(TinyProxy, "a").tell(2);
    await stage.settle();
    assertEquals(trace, [0]);
    cluster.host.actorHost.resume();
    await stage.until(() => trace.length === 3);
    assertEquals(trace.toSorted(), [0, 1, 2]);
    await stage.finish(engine.run());
  },
);

testEverywhere(
  "ActorHost.suspend() keeps no local actor from its turns",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    stage.cast("a", { ask: (_ctx, input) => input });
    const local = engine.getActor(LocalPuppetProxy, "a");
    assertEquals(await stage.finish(local.ask(1)), 1);
    cluster.host.actorHost.suspend();
    assertEquals(await stage.finish(local.ask(2)), 2);
  },
);

testEverywhere(
  "ActorHost.resume() leaves an actor paused that is",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const trace: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void trace.push(input) });
    const puppet = engine.getActor(PuppetProxy, "a");
    await stage.finish(puppet.tell(0));
    const activation = cluster.find(PuppetProxy, "a");
    const { actorHost } = cluster.host;
    activation.pause();
    actorHost.suspend();
    void puppet.tell(1);
    await stage.settle();
    actorHost.resume();
    await stage.settle();
    assertEquals([trace, activation.phase], [[0], "paused"]);
    actorHost.suspend();
    activation.unpause();
    await stage.settle();
    assertEquals([trace, activation.phase], [[0], "active"]);
    actorHost.resume();
    await stage.until(() => trace.length === 2);
  },
);

testEverywhere(
  "ActorHost.suspend() holds streaming replies, and calls that came back",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    let steps = 0;
    stage.cast("s", {
      stream: async function* () {
        while (true) {
          steps++;
          yield steps;
          await door.passed;
        }
      },
    });
    const back = gate();
    stage.cast("c", {
      ask: (ctx, input) =>
        input === "out" ? ctx.getActor(PuppetProxy, "d").ask(null) : input,
    });
    stage.cast("d", {
      ask: async (ctx) => {
        await back.passed;
        return await ctx.getActor(ChainPuppetProxy, "c").ask("back");
      },
    });
    const iterator = engine.getActor(PuppetProxy, "s").stream(null)
      [Symbol.asyncIterator]();
    await stage.finish(iterator.next());
    const out = engine.getActor(ChainPuppetProxy, "c").ask("out");
    await stage.settle();
    assertEquals(steps, 1);
    const { actorHost } = cluster.host;
    actorHost.suspend();
    door.open();
    back.open();
    await stage.settle();
    // The step that was under way ends.
    assertEquals(steps, 2);
    actorHost.resume();
    assertEquals(await stage.finish(out), "back");
    await stage.finish(iterator.next());
    await stage.finish(iterator.return(undefined));
  },
);

testEverywhere(
  "ActorHost.suspend() lets handovers and cuts go on",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const trace: unknown[] = [];
    for (const id of ["a", "b", "c"]) {
      stage.cast(id, {
        ask: () => new Promise(() => {}),
        tell: () => void trace.push(`${id} runs`),
        deinit: (reason) => void trace.push(`${id} ${reason}`),
      });
    }
    const [a, b, c] = ["a", "b", "c"].map((id) =>
      engine.getActor(PuppetProxy, id)
    );
    await stage.finish(Promise.all([a!.tell(0), b!.tell(0), c!.tell(0)]));
    trace.length = 0;
    cluster.host.actorHost.suspend();
    void a!.tell(1);
    void b!.tell(2);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    cluster.find(PuppetProxy, "b").cutOff();
    const poisoned = cluster.find(PuppetProxy, "c").poison();
    await stage.finish(Promise.all([gone, poisoned]));
    await stage.settle();
    assertEquals(
      trace.toSorted(),
      ["a lease-lost", "b lease-lost", "c poison"],
    );
    assertEquals([cluster.inputs, [...cluster.active]], [[1, 2], []]);
    // Nothing of them is left that resuming would run.
    cluster.host.actorHost.resume();
    await stage.finish(engine.run());
    assertEquals(trace.length, 3);
  },
);

testEverywhere(
  "Engine.stop() ends actors whose turns are held, and runs none",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const trace: unknown[] = [];
    for (const id of ["a", "b"]) {
      stage.cast(id, {
        tell: () => void trace.push("runs"),
        deinit: (reason) => void trace.push(reason),
      });
    }
    const [a, b] = ["a", "b"].map((id) => engine.getActor(PuppetProxy, id));
    await stage.finish(Promise.all([a!.tell(0), b!.tell(0)]));
    trace.length = 0;
    cluster.host.actorHost.suspend();
    const held = a!.tell(1);
    held.catch(() => {});
    await stage.settle();
    await stage.finish(engine.stop({ drain: false }));
    assertEquals(trace, ["shutdown", "shutdown"]);
  },
);

testEverywhere(
  "ActorHost.suspend() lets commits under way go on",
  async (stage) => {
    const store = memoryStore();
    const cluster = new FakeCluster(stage, store);
    const ann = stage.open({ cluster }).getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    store.hold();
    const first = ann.deposit(1, "a");
    await stage.settle();
    cluster.host.actorHost.suspend();
    const second = ann.deposit(2, "b");
    store.release();
    assertEquals(await stage.finish(first), 1);
    await stage.settle();
    assertEquals(store.commits, 1);
    cluster.host.actorHost.resume();
    assertEquals(await stage.finish(second), 3);
  },
);
