import type { Directive } from "@backstage/actors";
import { observe } from "@backstage/actors/telemetry";
import { ActorProxy, defineActor, link } from "@backstage/actors/proxy";
import { assert, assertEquals } from "@std/assert";
import type { ActorDetail } from "../../src/inspector/wire/protocol.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { Inspected } from "../support/inspected.ts";
import { testEverywhere } from "../support/stage.ts";
import { FakeTracer } from "../support/telemetry.ts";
import { HOSTILE } from "./hostile.ts";

// Callbacks that must answer at once, but are written as asynchronous ones.

/** What the actors of the test that runs throw. */
let make: () => unknown = () => new Error("late");

const definition = defineActor({
  type: "Undecided",
  options: () => ({
    supervision: {
      directive: (): Directive => Promise.reject(make()) as never,
    },
  }),
  create: () => ({}),
  methods: {
    fail: {
      payload: "none",
      invoke: () => {
        throw make();
      },
    },
    answer: { payload: "none", invoke: () => 1 },
  },
});

class UndecidedProxy extends ActorProxy {
  static readonly definition = definition;

  fail(): Promise<unknown> {
    return this[link].call(definition.methods.fail, undefined);
  }

  answer(): Promise<unknown> {
    return this[link].call(definition.methods.answer, undefined);
  }
}

testEverywhere(
  "R9: a directive that fails later is logged, and the actor resumes",
  async (stage) => {
    const engine = stage.open();
    for (const [what, next] of Object.entries(HOSTILE)) {
      make = next;
      stage.lines.length = 0;
      const actor = engine.getActor(UndecidedProxy, "a");
      await stage.finish(actor.fail().then(null, () => null));
      assertEquals(await stage.finish(actor.answer()), 1, what);
      await stage.settle();
      const line = 'The supervision of "Undecided/a" failed:';
      assert(stage.lines.some((one) => one.includes(line)), what);
    }
  },
);

testEverywhere(
  "R15: a telemetry filter that fails later is logged",
  async (stage) => {
    const engine = stage.open();
    const tracer = new FakeTracer();
    const filter = () => Promise.reject(new Error("late")) as never;
    observe(engine, { tracer, metrics: false, filter });
    stage.cast("a", { ask: (_ctx, input) => input });
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(1), 1);
    await stage.settle();
    const line = "A telemetry filter failed: Error: late";
    assert(stage.lines.some((one) => one.includes(line)));
  },
);

Deno.test("R15: a redaction that fails later ends no program", async () => {
  await using inspected = await Inspected.open({
    payloads: true,
    redact: () => Promise.reject(new Error("late")),
  });
  const client = await inspected.connect();
  cast.set("a", { ask: (_ctx, input) => input });
  const puppet = inspected.engine.getActor(PuppetProxy, "a");
  const actor = { type: "Puppet", id: "a" };
  await client.ask({ view: "overview" });
  assertEquals(await puppet.ask("secret"), "secret");
  const detail = await client.ask<ActorDetail>({ view: "actor", actor });
  const [turn] = detail.recent;
  assert(turn?.payload?.startsWith("Promise"), turn?.payload);
});
