import { newSubscriber } from "@backstage/actors";
import { assert, assertEquals, assertNotStrictEquals } from "@std/assert";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { MemberProxy } from "../cast/generated/member_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { noting } from "./trace.ts";

testEverywhere(
  "Context.signal is aborted with its activation, and the next has its own",
  async (stage) => {
    const engine = stage.open();
    const signals: AbortSignal[] = [];
    stage.cast("a", {
      ask: (ctx) => void signals.push(ctx.signal),
      deinit: () => void aborted.push(signals[0]!.aborted),
    });
    const aborted: boolean[] = [];
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(1);
    let times = 0;
    signals[0]!.addEventListener("abort", () => void times++);
    assertEquals(signals[0]!.aborted, false);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals([times, aborted], [1, [true]]);
    await puppet.ask(2);
    assertNotStrictEquals(signals[1], signals[0]);
    assertEquals(signals[1]!.aborted, false);
  },
);

testEverywhere(
  "Context.turn.signal of a call that was answered is never aborted",
  async (stage) => {
    const engine = stage.open();
    let signal: AbortSignal | undefined;
    stage.cast("a", {
      ask: async (ctx) => {
        signal = ctx.turn.signal;
        await null;
        return "done";
      },
    });
    const controller = new AbortController();
    const puppet = engine.getActor(PuppetProxy, "a").with(controller);
    assertEquals(await puppet.ask(1), "done");
    controller.abort();
    await stage.settle();
    assertEquals(signal!.aborted, false);
  },
);

testEverywhere(
  "Engine.events goes on for others when a listener throws",
  async (stage) => {
    const engine = stage.open();
    engine.events.subscribe(() => {
      throw new Error("bad listener");
    });
    const heard: string[] = [];
    engine.events.subscribe(({ kind }) => void heard.push(kind));
    assertEquals(await engine.getActor(CounterProxy, "a").add(1), 1);
    await stage.settle();
    assertEquals(heard, ["activated"]);
    assertEquals(stage.lines.length, 1);
    assert(stage.lines[0]!.includes("bad listener"), stage.lines[0]);
  },
);

testEverywhere(
  "Engine.events tells nothing to a listener that has unsubscribed",
  async (stage) => {
    const engine = stage.open();
    const heard: string[] = [];
    const leave = engine.events.subscribe(({ kind }) => void heard.push(kind));
    await engine.getActor(CounterProxy, "a").add(1);
    leave();
    leave();
    await engine.getActor(CounterProxy, "b").add(1);
    assertEquals(heard, ["activated"]);
  },
);

testEverywhere(
  "Engine.snapshot() keeps none of the actors that have ended",
  async (stage) => {
    const engine = stage.open();
    for (const id of ["a", "b"]) await engine.getActor(CounterProxy, id).add(1);
    await engine.poisonPill(CounterProxy, "a");
    assertEquals(
      engine.snapshot().actors.map(({ actor }) => actor.id),
      ["b"],
    );
  },
);

testOnBothWires(
  "SimulatedRuntime.advance() drives an actor's timers to the millisecond",
  async (stage) => {
    const engine = stage.open();
    let times = 0;
    stage.cast("a", {
      ask: (ctx) => void ctx.runOnce(10_000, () => void times++),
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.simulated!.advance(9_999);
    assertEquals(times, 0);
    await stage.simulated!.advance(1);
    assertEquals(times, 1);
  },
);

testEverywhere(
  "A proxy that an actor returns leads on to the proxies of that one",
  async (stage) => {
    const engine = stage.open();
    const [ann, bob] = ["ann", "bob"].map((id) =>
      engine.getActor(MemberProxy, id)
    ) as [MemberProxy, MemberProxy];
    await ann.befriend(bob);
    await bob.befriend(ann);
    const back = await (await ann.friend())!.friend();
    assertEquals(await back!.award(2), 2);
    assertEquals(await ann.award(0), 2);
    assertEquals(await bob.award(0), 0);
  },
);

testEverywhere(
  "What one sender sends at once is handled in the order sent",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void heard.push(input) });
    const puppet = engine.getActor(PuppetProxy, "a");
    const inputs = Array.from({ length: 300 }, (_, input) => input);
    for (const input of inputs) puppet.tell(input);
    await engine.run("once");
    assertEquals(heard, inputs);
  },
);

testEverywhere(
  "Engine.stop() and poisonPill() are harmless twice, and before all",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", noting(trace));
    await engine.poisonPill(PuppetProxy, "a");
    await engine.getActor(PuppetProxy, "a").ask(1);
    await engine.poisonPill(PuppetProxy, "a");
    await engine.poisonPill(PuppetProxy, "a");
    await engine.stop();
    await engine.stop();
    assertEquals(trace, ["construct", "init", "ask 1", "deinit poison"]);
    await stage.open().stop();
    assertEquals(
      stage.events.filter(({ kind }) => kind === "stopped").length,
      2,
    );
  },
);

testEverywhere(
  "EngineOptions.logger takes what actors log, with their names",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: (ctx) => ctx.log.info("hello"),
      tell: () => {
        throw new Error("logged");
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(1);
    puppet.tell(1);
    await stage.until(() => stage.lines.length > 1);
    const [greeting, failure] = stage.lines;
    assertEquals(stage.lines.length, 2);
    assert(/^info .*Puppet\/a.* hello$/.test(greeting!), greeting);
    assert(/^error .*Puppet\/a.*logged/.test(failure!), failure);
  },
);

testEverywhere(
  "A failure that is not awaited is no unhandled rejection",
  async (stage) => {
    const engine = stage.open();
    const unhandled: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    globalThis.addEventListener("unhandledrejection", note);
    try {
      stage.cast("a", { ask: () => Promise.reject(new Error("later")) });
      engine.getActor(PuppetProxy, "a").ask(1);
      await stage.until(() => stage.eventsOf("failed").length === 1);
      // The platform tells of it in the event loop's next round.
      for (let round = 0; round < 3; round++) await stage.settle();
    } finally {
      globalThis.removeEventListener("unhandledrejection", note);
    }
    assertEquals(unhandled, []);
  },
);

testEverywhere(
  "Engine.getStream() of two engines are two streams",
  async (stage) => {
    const [engine, other] = [stage.open(), stage.open()];
    const heard: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void heard.push(input) });
    engine.getStream("news").subscribe(
      newSubscriber("a", PuppetProxy.Method.tell),
    );
    await other.getStream("news").next("theirs");
    await other.run("once");
    await engine.getStream("news").next("ours");
    await engine.run("once");
    assertEquals(heard, ["ours"]);
  },
);
