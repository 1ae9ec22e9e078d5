import { assertEquals, assertInstanceOf } from "@std/assert";
import { failureOf } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { BudgetedPuppetProxy } from "../cast/generated/budgeted_puppet_proxy.gen.ts";
import { MortalPuppetProxy } from "../cast/generated/mortal_puppet_proxy.gen.ts";
import { PatientPuppetProxy } from "../cast/generated/patient_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../support/cast.ts";
import { noting, reasonOf } from "./trace.ts";

/** Adds up what it is asked for, and fails whenever it is told something. */
function frail(trace: string[] = []): () => Part {
  return () => {
    let sum = 0;
    return noting(trace, {
      construct: () => void (sum = 0),
      ask: (_ctx, input) => sum += Number(input),
      tell: (_ctx, input) => {
        throw new Error(`${input}`);
      },
    });
  };
}

testEverywhere(
  "ActorOptions.supervision keeps what waits over a restart, in order",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", frail(trace)());
    const puppet = engine.getActor(BrittlePuppetProxy, "a");
    puppet.tell("boom");
    for (const input of [1, 2, 3]) puppet.ask(input);
    assertEquals(await puppet.ask(0), 6);
    assertEquals(
      trace.filter((line) => line !== "construct"),
      [
        "init",
        "tell boom",
        "deinit failure",
        "init",
        ...["ask 1", "ask 2", "ask 3", "ask 0"],
      ],
    );
  },
);

testOnBothWires(
  "ActorOptions.supervision answers calls that wait for a restart",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", frail()());
    const puppet = engine.getActor(PatientPuppetProxy, "a");
    await puppet.ask(10);
    puppet.tell("boom");
    await stage.settle();
    assertEquals(engine.snapshot().actors[0]!.state, "restarting");
    const answers = Promise.all([puppet.ask(1), puppet.ask(2)]);
    assertEquals(await stage.finish(answers), [1, 3]);
  },
);

testEverywhere(
  "ActorOptions.supervision fails what waits once maxRestarts are spent",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", frail(trace)());
    const puppet = engine.getActor(BudgetedPuppetProxy, "a");
    for (const input of [1, 2, 3]) puppet.tell(input);
    const failure = failureOf(puppet.ask(1));
    puppet.ask(2);
    const { code, outcome } = await failure;
    assertEquals([code, outcome], ["deactivated", "not-run"]);
    await stage.settle();
    assertEquals(trace.filter((line) => line.startsWith("ask")), []);
    assertEquals(
      stage.eventsOf("dead-letter").map(({ method }) => method),
      ["ask", "ask"],
    );
    assertEquals(stage.eventsOf("restarting").length, 2);
    assertEquals(
      stage.eventsOf("deactivated").map(({ reason }) => reason),
      ["failure", "failure", "failure"],
    );
  },
);

testOnBothWires(
  "ActorOptions.supervision counts restarts anew after withinMs",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", frail()());
    const puppet = engine.getActor(BudgetedPuppetProxy, "a");
    await reasonOf(puppet.tell(1));
    await reasonOf(puppet.tell(2));
    await stage.simulated!.advance(1_001);
    await reasonOf(puppet.tell(3));
    // Within the window that the third began, two more are one too many.
    await reasonOf(puppet.tell(4));
    await stage.settle();
    assertEquals(stage.eventsOf("restarting").length, 4);
    await reasonOf(puppet.tell(5));
    await stage.settle();
    assertEquals(stage.eventsOf("restarting").length, 4);
  },
);

testOnBothWires(
  "ActorOptions.supervision restarts after each of many failures in a row",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", frail()());
    const puppet = engine.getActor(PatientPuppetProxy, "a");
    for (let input = 0; input < 5; input++) puppet.tell(input);
    assertEquals(await stage.finish(puppet.ask(1)), 1);
    assertEquals(
      stage.eventsOf("restarting").map(({ restarts }) => restarts),
      [1, 2, 3, 4, 5],
    );
  },
);

testEverywhere(
  "ActorOptions.supervision ends an actor that fails; the next call is afresh",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", frail()());
    const puppet = engine.getActor(MortalPuppetProxy, "a");
    assertEquals(await puppet.ask(5), 5);
    await reasonOf(puppet.tell("boom"));
    assertEquals(await puppet.ask(0), 0);
    assertEquals(
      stage.eventsOf("deactivated").map(({ reason }) => reason),
      ["failure"],
    );
    assertEquals(stage.eventsOf("restarting"), []);
  },
);

testEverywhere(
  "Actor.init() that throws fails the call that woke the actor",
  async (stage) => {
    const engine = stage.open();
    const cause = new RangeError("no fuel");
    stage.cast("a", {
      init: () => {
        throw cause;
      },
    });
    const error = await failureOf(engine.getActor(PuppetProxy, "a").ask(1));
    assertEquals([error.code, error.outcome], ["activation-failed", "not-run"]);
    assertInstanceOf(error.cause, RangeError);
    assertEquals(error.cause.message, "no fuel");
  },
);

testEverywhere(
  "Actor.init() that throws is told where nobody awaits",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      init: () => {
        throw new Error("no fuel");
      },
    });
    engine.getActor(PuppetProxy, "a").tell(1);
    await stage.settle();
    assertEquals(
      stage.events.map((event) => [
        event.kind,
        "method" in event ? event.method : "",
      ]),
      [["failed", "init"], ["dead-letter", "tell"]],
    );
    assertEquals(stage.lines.some((line) => line.includes("no fuel")), true);
  },
);
