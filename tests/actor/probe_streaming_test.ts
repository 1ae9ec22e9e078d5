import type { Arrival, Probe, ProbedTurn } from "../../src/actor/port/probe.ts";
import { assertEquals } from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

/** Keeps the turns of one actor as they begin and end. */
class Observer implements Probe {
  readonly story: string[] = [];
  readonly arrivals: Arrival[] = [];

  arrive(_activation: unknown, arrival: Arrival): boolean {
    this.arrivals.push(arrival);
    return true;
  }

  start({ activation, arrival, method, payload }: ProbedTurn): void {
    if (activation.id !== "producer") return;
    this.story.push(`${arrival.kind} ${method.name} ${payload}`);
  }

  end({ activation, outcome }: ProbedTurn): void {
    if (activation.id === "producer") this.story.push(outcome);
  }
}

testEverywhere(
  "`Probe` sees the steps of a streaming reply as turns",
  async (stage) => {
    const engine = stage.open();
    const observer = new Observer();
    viewOf(engine).attach(observer);
    stage.cast("producer", {
      async *stream() {
        for (let index = 0; index < 17; index++) yield index;
        throw new Error("no");
      },
    });
    const reply = engine.getActor(PuppetProxy, "producer").stream("all");
    // As many values as may be on their way are one turn.
    await stage.finish(reply.next());
    await stage.settle();
    assertEquals(observer.story, ["call stream all", "done"]);
    for (let count = 1; count < 16; count++) await stage.finish(reply.next());
    await stage.settle();
    assertEquals(observer.story.slice(2), ["step stream undefined", "failed"]);
    const [first, step] = observer.arrivals;
    assertEquals([step!.begunBy, step!.caller], [first, null]);
    await stage.finish(reply.return(null));
    await stage.settle();
    assertEquals(observer.story.length, 4);
  },
);

testEverywhere(
  "`Probe` sees the end of a streaming reply as a turn",
  async (stage) => {
    const engine = stage.open();
    const observer = new Observer();
    viewOf(engine).attach(observer);
    stage.cast("producer", {
      async *stream() {
        try {
          for (let index = 0; index < 100; index++) yield index;
          return "all";
        } finally {
          await null;
        }
      },
    });
    const reply = engine.getActor(PuppetProxy, "producer").stream("some");
    for (let count = 0; count < 9; count++) await stage.finish(reply.next());
    await stage.settle();
    await stage.finish(reply.return(null));
    await stage.settle();
    assertEquals(observer.story, [
      "call stream some",
      "done",
      "step stream undefined",
      "done",
      "step stream undefined",
      "done",
    ]);
  },
);

testEverywhere(
  "`Probe` that has seen enough of an actor sees no step of it",
  async (stage) => {
    const engine = stage.open();
    const seen: Arrival["kind"][] = [];
    const probe: Probe = {
      arrive: (_activation, { kind }) => seen.push(kind) < 2,
      start() {},
      end() {},
    };
    const view = viewOf(engine);
    view.attach(probe);
    stage.cast("producer", {
      async *stream() {
        for (let index = 0; index < 100; index++) yield index;
        return "all";
      },
    });
    const reply = engine.getActor(PuppetProxy, "producer").stream(null);
    for (let count = 0; count < 60; count++) await stage.finish(reply.next());
    assertEquals(seen, ["call", "step"]);
    for (const activation of view.registry) activation.trackArrivals();
    for (let count = 60; count < 70; count++) await stage.finish(reply.next());
    assertEquals(seen, ["call", "step", "step"]);
    await stage.finish(reply.return(null));
  },
);

testEverywhere(
  "`Probe` sees no step that the end has overtaken",
  async (stage) => {
    const engine = stage.open();
    const observer = new Observer();
    viewOf(engine).attach(observer);
    stage.cast("producer", {
      async *stream() {
        for (let index = 0; index < 100; index++) yield index;
        return "all";
      },
    });
    const reply = engine.getActor(PuppetProxy, "producer").stream("some");
    await stage.finish(reply.next());
    await stage.settle();
    // The last of these asks for more steps.
    for (let count = 1; count < 8; count++) void reply.next();
    await stage.finish(reply.return(null));
    await stage.settle();
    assertEquals(observer.story, [
      "call stream some",
      "done",
      "step stream undefined",
      "done",
    ]);
    assertEquals(observer.arrivals.length, 3);
  },
);
