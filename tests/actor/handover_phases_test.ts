import { CallError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { MortalPuppetProxy } from "../cast/generated/mortal_puppet_proxy.gen.ts";
import { PatientPuppetProxy } from "../cast/generated/patient_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { FakeCluster } from "../support/fake_cluster.ts";
import { codeOf, gate, type PuppetClass } from "../support/puppets.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

/** Opens an engine of a cluster, and writes down what a puppet does. */
function open(stage: Stage) {
  const cluster = new FakeCluster(stage);
  return { cluster, engine: stage.open({ cluster }), trace: [] as unknown[] };
}

/** Answers what was given back, as another node would. */
function answer({ rerouted }: FakeCluster): void {
  for (const { reply } of rerouted) reply?.settle("elsewhere");
}

testEverywhere(
  "Activation.handOver() lets a pill that waits have its promise first",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    const door = gate();
    stage.cast("a", {
      ask: async (_ctx, input) => {
        trace.push(input);
        await door.passed;
      },
      deinit: (reason) => void trace.push(reason),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const before = [1, 2].map((input) => puppet.ask(input));
    await stage.settle();
    const poisoned = cluster.find(PuppetProxy, "a").poison();
    const behind = assertRejects(() => puppet.ask("behind"), CallError);
    const gone = cluster.handOver(PuppetProxy, "a");
    door.open();
    await stage.finish(Promise.all([...before, poisoned, gone]));
    assertEquals(codeOf(await behind), "poisoned");
    assertEquals(trace, [1, 2, "poison"]);
    assertEquals(cluster.rerouted, []);
  },
);

testEverywhere(
  "Activation.handOver() settles a pill that comes while it ends",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    const door = gate();
    stage.cast("a", {
      ask: () => door.passed,
      deinit: (reason) => void trace.push(reason),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const reply = puppet.ask(1);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    const poisoned = cluster.find(PuppetProxy, "a").poison();
    const before = cluster.rerouted.length;
    const behind = assertRejects(() => puppet.ask("behind"), CallError);
    door.open();
    await stage.finish(Promise.all([reply, gone, poisoned]));
    assertEquals(codeOf(await behind), "poisoned");
    assertEquals([trace, before], [["lease-lost"], 0]);
  },
);

testEverywhere(
  "Activation.handOver() begins no life for a pill that comes as it ends",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    const door = gate();
    stage.cast("a", {
      init: () => void trace.push("init"),
      ask: (_ctx, input) => void trace.push(input),
      deinit: async (reason) => {
        trace.push(reason);
        await door.passed;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await stage.finish(puppet.ask(1));
    const gone = cluster.handOver(PuppetProxy, "a");
    await stage.settle();
    const before = puppet.ask(2);
    const poisoned = cluster.find(PuppetProxy, "a").poison();
    const behind = assertRejects(() => puppet.ask(3), CallError);
    door.open();
    await stage.finish(Promise.all([gone, poisoned]));
    assertEquals(cluster.inputs, [2]);
    answer(cluster);
    assertEquals(await before, "elsewhere");
    assertEquals(codeOf(await stage.finish(behind)), "poisoned");
    assertEquals(trace, ["init", 1, "lease-lost"]);
  },
);

testEverywhere(
  "Activation.handOver() begins nothing that had not begun",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    stage.cast("a", { construct: () => void trace.push("built") });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, [1]);
    await stage.finish(gone);
    answer(cluster);
    assertEquals([await reply, trace], ["elsewhere", []]);
    assertEquals([...cluster.active], []);
    assertEquals(stage.eventsOf("deactivated"), []);
  },
);

testEverywhere(
  "Activation.handOver() gives back at once what waits for an init",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    const door = gate();
    stage.cast("a", {
      init: () => door.passed,
      ask: (_ctx, input) => void trace.push(input),
      deinit: (reason) => void trace.push(reason),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const replies = [puppet.ask(1)];
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, [1]);
    replies.push(puppet.ask(2));
    await stage.settle();
    assertEquals([...cluster.active], ["Puppet/a"]);
    door.open();
    await stage.finish(gone);
    assertEquals(cluster.inputs, [1, 2]);
    answer(cluster);
    await Promise.all(replies);
    assertEquals(trace, ["lease-lost"]);
  },
);

testEverywhere(
  "Activation.handOver() fails no call of an init that fails meanwhile",
  async (stage) => {
    const { cluster, engine } = open(stage);
    const door = Promise.withResolvers<void>();
    stage.cast("a", { init: () => door.promise });
    const puppet = engine.getActor(PuppetProxy, "a");
    const replies = [puppet.ask(1)];
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    replies.push(puppet.ask(2));
    door.reject(new Error("init"));
    await stage.finish(gone);
    answer(cluster);
    assertEquals(await Promise.all(replies), ["elsewhere", "elsewhere"]);
    assertEquals(stage.eventsOf("dead-letter"), []);
    assertEquals(stage.eventsOf("failed").length, 1);
  },
);

testEverywhere(
  "Activation.handOver() begins no new life behind an end under way",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    const door = gate();
    stage.cast("a", {
      init: () => void trace.push("init"),
      deinit: async (reason) => {
        trace.push(reason);
        await door.passed;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await stage.finish(puppet.ask(1));
    const pill = cluster.find(PuppetProxy, "a").poison();
    await stage.settle();
    const replies = [puppet.ask(2)];
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals(cluster.inputs, [2]);
    replies.push(puppet.ask(3));
    door.open();
    await stage.finish(Promise.all([pill, gone]));
    answer(cluster);
    await Promise.all(replies);
    assertEquals([trace, cluster.inputs], [["init", "poison"], [2, 3]]);
  },
);

testEverywhere(
  "Activation.handOver() begins no new life behind a failure's end",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    const door = gate();
    stage.cast("a", {
      init: () => void trace.push("init"),
      ask: () => {
        throw new Error("fails");
      },
      deinit: async (reason) => {
        trace.push(reason);
        await door.passed;
      },
    });
    const puppet = engine.getActor(BrittlePuppetProxy, "a");
    const failed = assertRejects(() => puppet.ask(1), Error);
    const next = puppet.ask(2);
    await stage.settle();
    const gone = cluster.handOver(BrittlePuppetProxy, "a");
    assertEquals(cluster.inputs, [2]);
    door.open();
    await stage.finish(Promise.all([failed, gone]));
    answer(cluster);
    await next;
    assertEquals(trace, ["init", "failure"]);
    assertEquals([...cluster.active], []);
  },
);

testOnBothWires(
  "Activation.handOver() waits for no backoff",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    stage.cast("a", {
      init: () => void trace.push("init"),
      ask: () => {
        throw new Error("fails");
      },
      deinit: (reason) => void trace.push(reason),
    });
    const puppet = engine.getActor(PatientPuppetProxy, "a");
    await stage.finish(assertRejects(() => puppet.ask(1), Error));
    const next = puppet.ask(2);
    const { phase } = cluster.find(PatientPuppetProxy, "a");
    const gone = cluster.handOver(PatientPuppetProxy, "a");
    // No time passes.
    await gone;
    answer(cluster);
    assertEquals([phase, await next], ["restarting", "elsewhere"]);
    assertEquals(trace, ["init", "failure"]);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testEverywhere(
  "Activation.handOver() asks no supervision about turns that it finishes",
  async (stage) => {
    const classes: PuppetClass[] = [BrittlePuppetProxy, MortalPuppetProxy];
    for (const proxy of classes) {
      const { cluster, engine, trace } = open(stage);
      const door = Promise.withResolvers<void>();
      stage.cast("a", {
        init: () => void trace.push("init"),
        ask: () => door.promise,
        deinit: (reason) => void trace.push(reason),
      });
      const puppet = engine.getActor(proxy, "a");
      const failed = assertRejects(() => puppet.ask(1), Error);
      await stage.settle();
      const gone = cluster.handOver(proxy, "a");
      const meanwhile = puppet.ask(2);
      door.reject(new Error("fails"));
      await stage.finish(Promise.all([failed, gone]));
      answer(cluster);
      assertEquals(await meanwhile, "elsewhere");
      assertEquals(trace.length, 2, `${trace}`);
      assertEquals([...cluster.active], []);
    }
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);

testEverywhere(
  "Activation.handOver() ends an actor that is paused",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    const door = gate();
    stage.cast("a", {
      ask: (_ctx, input) => void trace.push(input),
      deinit: async (reason) => {
        trace.push(reason);
        await door.passed;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await stage.finish(puppet.ask(1));
    const activation = cluster.find(PuppetProxy, "a");
    assertEquals(activation.pause(), true);
    const waiting = puppet.ask(2);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    assertEquals([cluster.inputs, activation.pause()], [[2], false]);
    door.open();
    await stage.finish(gone);
    answer(cluster);
    assertEquals(await waiting, "elsewhere");
    assertEquals(trace, [1, "lease-lost"]);
  },
);

testEverywhere(
  "Activation.handOver() gives way to an engine that stops at once",
  async (stage) => {
    const { cluster, engine, trace } = open(stage);
    stage.cast("a", {
      ask: () => new Promise(() => {}),
      deinit: (reason) => void trace.push(reason),
    });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    const failed = assertRejects(() => reply, CallError);
    await stage.settle();
    const gone = cluster.handOver(PuppetProxy, "a");
    await stage.finish(engine.stop({ drain: false }));
    assertEquals(codeOf(await failed), "engine-stopped");
    await gone;
    assertEquals(trace, ["shutdown"]);
  },
);

testEverywhere(
  "Activation.handOver() waits for a deinit, and reports what it throws",
  async (stage) => {
    const { cluster, engine } = open(stage);
    stage.cast("a", {
      deinit: () => Promise.reject(new Error("deinit")),
    });
    await stage.finish(engine.getActor(PuppetProxy, "a").ask(1));
    await stage.finish(cluster.handOver(PuppetProxy, "a"));
    const [failed] = stage.eventsOf("failed");
    assertEquals(failed?.method, "deinit");
    assertEquals([...cluster.active], []);
  },
);
