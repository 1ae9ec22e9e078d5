import { CallError, type Context } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { FakeCluster } from "../support/fake_cluster.ts";
import { codeOf, gate } from "../support/puppets.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Ends an actor of a cluster, in order or at once. */
type End = (cluster: FakeCluster, id: string) => Promise<void>;

const ENDS: Readonly<Record<string, End>> = {
  handOver: (cluster, id) => cluster.handOver(PuppetProxy, id),
  cutOff: (cluster, id) => {
    const activation = cluster.find(PuppetProxy, id);
    activation.cutOff();
    return activation.handOver();
  },
};

/** Registers a test once for each way to end. */
function testEnds(
  title: string,
  body: (stage: Stage, end: End) => Promise<void>,
): void {
  for (const [name, end] of Object.entries(ENDS)) {
    testEverywhere(
      `Activation.${name}() ${title}`,
      (stage) => body(stage, end),
    );
  }
}

testEnds("ends a streaming reply as moved, and its generator", async (
  stage,
  end,
) => {
  const cluster = new FakeCluster(stage);
  const engine = stage.open({ cluster });
  const trace: unknown[] = [];
  stage.cast("a", {
    stream: async function* () {
      try {
        for (let index = 0; true; index++) yield index;
      } finally {
        trace.push("finally");
      }
    },
    deinit: (reason) => void trace.push(reason),
  });
  const seen: unknown[] = [];
  const puppet = engine.getActor(PuppetProxy, "a");
  const iterator = puppet.stream(null)[Symbol.asyncIterator]();
  for (let count = 0; count < 3; count++) {
    seen.push((await stage.finish(iterator.next())).value);
  }
  await stage.finish(end(cluster, "a"));
  const failed = assertRejects(async () => {
    while (!(await iterator.next()).done);
  }, CallError);
  const error = await stage.finish(failed);
  assertEquals([error.code, error.outcome], ["moved", "unknown"]);
  assertEquals(trace, ["finally", "lease-lost"]);
  assertEquals(cluster.rerouted, []);
  assertEquals(engine.snapshot().actors, []);
});

testEnds("tells watches of its end, once", async (stage, end) => {
  const cluster = new FakeCluster(stage);
  const engine = stage.open({ cluster });
  const told: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<Context>();
  stage.cast("w", {
    construct: resolve,
    ask: (_ctx, input) => void told.push(input),
  });
  await stage.finish(engine.getActor(PuppetProxy, "w").ask("begins"));
  await stage.finish(engine.getActor(PuppetProxy, "a").ask(1));
  const ctx = await promise;
  ctx.watch(PuppetProxy, "a", PuppetProxy.Method.ask);
  await stage.finish(end(cluster, "a"));
  await stage.settle();
  const actor = { type: "Puppet", id: "a" };
  assertEquals(told, ["begins", { actor, reason: "lease-lost" }]);
});

testEnds("ends the watches of its actor, untold", async (stage, end) => {
  const cluster = new FakeCluster(stage);
  const engine = stage.open({ cluster });
  const { promise, resolve } = Promise.withResolvers<Context>();
  stage.cast("w", { construct: resolve });
  await stage.finish(engine.getActor(PuppetProxy, "w").ask(1));
  await stage.finish(engine.getActor(PuppetProxy, "a").ask(1));
  const ctx = await promise;
  ctx.watch(PuppetProxy, "a", PuppetProxy.Method.ask);
  await stage.finish(end(cluster, "w"));
  await stage.finish(engine.poisonPill(PuppetProxy, "a"));
  await stage.settle();
  assertEquals(cluster.rerouted, []);
  assertEquals(engine.snapshot().actors, []);
});

testEnds("ends the streaming replies that its actor consumes", async (
  stage,
  end,
) => {
  const cluster = new FakeCluster(stage);
  const engine = stage.open({ cluster });
  const trace: unknown[] = [];
  stage.cast("p", {
    stream: async function* () {
      try {
        while (true) yield 1;
      } finally {
        trace.push("finally");
      }
    },
  });
  const door = gate();
  const { promise, resolve } = Promise.withResolvers<Context>();
  stage.cast("a", {
    construct: resolve,
    tell: async (ctx) => {
      const values = ctx.getActor(PuppetProxy, "p").stream(null);
      await values[Symbol.asyncIterator]().next();
      // It is left open, and the turn ends.
      door.open();
    },
  });
  void engine.getActor(PuppetProxy, "a").tell(1);
  await promise;
  await stage.finish(door.passed);
  await stage.settle();
  await stage.finish(end(cluster, "a"));
  await stage.until(() => trace.length > 0);
  assertEquals(trace, ["finally"]);
  assertEquals(stage.eventsOf("dead-letter"), []);
});

testEverywhere(
  "Activation.handOver() lets a generator end that ends by itself",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    stage.cast("a", {
      stream: async function* () {
        yield 1;
        await door.passed;
        return "the last one";
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const iterator = puppet.stream(null)[Symbol.asyncIterator]();
    await stage.finish(iterator.next());
    const last = iterator.next();
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    door.open();
    assertEquals(
      await stage.finish(last),
      { done: true, value: "the last one" },
    );
    await stage.finish(gone);
  },
);

testEverywhere(
  "Activation.handOver() gives back a streaming reply that has not begun",
  async (stage) => {
    const cluster = new FakeCluster(stage);
    const engine = stage.open({ cluster });
    const door = gate();
    let begun = 0;
    stage.cast("a", {
      ask: () => door.passed,
      stream: async function* () {
        begun++;
        yield 1;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const reply = puppet.ask(1);
    const iterator = puppet.stream("in")[Symbol.asyncIterator]();
    const first = iterator.next();
    const failed = assertRejects(() => first, CallError);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, ["in"]);
    door.open();
    await stage.finish(Promise.all([gone, reply]));
    const moved = { code: "moved", outcome: "not-run" } as const;
    cluster.rerouted[0]!.reply!.fail(new CallError("moved", moved));
    assertEquals(codeOf(await stage.finish(failed)), "moved");
    assertEquals(begun, 0);
  },
);
