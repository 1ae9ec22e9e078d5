import type { CallError } from "@backstage/actors";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { failureOf } from "../support/calls.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

/** Makes actors whose turns end when their signal is aborted. */
function castPatient(stage: Stage, ids: readonly string[]) {
  const signals = new Map<unknown, AbortSignal>();
  const doors = new Map<unknown, () => void>();
  for (const id of ids) {
    stage.cast(id, {
      ask: async (ctx, input) => {
        const { signal } = ctx.turn;
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        signals.set(input, signal);
        doors.set(input, resolve);
        signal.addEventListener("abort", () => reject(signal.reason));
        await promise;
        return input;
      },
      tell: () => {},
    });
  }
  return { signals, doors };
}

testEverywhere(
  "AbortSignal of a call, aborted before it begins, lets nothing run",
  async (stage) => {
    const engine = stage.open();
    const { signals } = castPatient(stage, ["a"]);
    const signal = AbortSignal.abort();
    const puppet = engine.getActor(PuppetProxy, "a");
    const error = await failureOf(puppet.with({ signal }).ask("never"));
    assertEquals([error.code, error.outcome], ["aborted", "not-run"]);
    await puppet.tell(1);
    assertEquals(signals.size, 0);
  },
);

testEverywhere(
  "AbortSignal of a call, aborted in the same round, lets nothing run",
  async (stage) => {
    const engine = stage.open();
    const { signals } = castPatient(stage, ["a"]);
    const controller = new AbortController();
    const puppet = engine.getActor(PuppetProxy, "a");
    const failure = failureOf(
      puppet.with(controller).ask("never"),
    );
    controller.abort();
    const { code, outcome } = await failure;
    assertEquals([code, outcome], ["aborted", "not-run"]);
    await puppet.tell(1);
    assertEquals(signals.size, 0);
  },
);

testEverywhere(
  "AbortSignal of a call ends the wait, and its turn's signal is aborted",
  async (stage) => {
    const engine = stage.open();
    const { signals } = castPatient(stage, ["a"]);
    const controller = new AbortController();
    const puppet = engine.getActor(PuppetProxy, "a");
    const failure = failureOf(
      puppet.with(controller).ask("it"),
    );
    await stage.settle();
    assertEquals(signals.get("it")!.aborted, false);
    controller.abort();
    const { code, outcome } = await failure;
    assertEquals([code, outcome], ["aborted", "unknown"]);
    assertEquals(signals.get("it")!.aborted, true);
    await stage.finish(Promise.resolve(puppet.tell(1)));
    assertEquals(stage.eventsOf("abandoned").length, 1);
  },
);

testEverywhere(
  "AbortSignal of a call tells its caller the reason that was given",
  async (stage) => {
    const engine = stage.open();
    castPatient(stage, ["a"]);
    const controller = new AbortController();
    const failure = failureOf(
      engine.getActor(PuppetProxy, "a").with(controller)
        .ask("it"),
    );
    await stage.settle();
    const reason = new Error("the user left");
    controller.abort(reason);
    assertStrictEquals((await failure).cause, reason);
  },
);

testEverywhere(
  "AbortSignal of a call may be one for many calls",
  async (stage) => {
    const engine = stage.open();
    const ids = ["a", "b", "c", "d", "e"];
    const { signals } = castPatient(stage, ids);
    const controller = new AbortController();
    const failures = Promise.all(
      ids.map((id) =>
        failureOf(engine.getActor(PuppetProxy, id).with(controller).ask(id))
      ),
    );
    await stage.settle();
    controller.abort();
    const codes = (await failures).map(({ code }: CallError) => code);
    assertEquals(codes, Array(5).fill("aborted"));
    assertEquals(
      ids.map((id) => signals.get(id)!.aborted),
      Array(5).fill(true),
    );
  },
);

testEverywhere(
  "AbortSignal of a call that is never aborted changes nothing",
  async (stage) => {
    const engine = stage.open();
    const { signals, doors } = castPatient(stage, ["a"]);
    const { signal } = new AbortController();
    const answer = engine.getActor(PuppetProxy, "a").with({ signal }).ask("it");
    answer.then(() => {});
    await stage.settle();
    doors.get("it")!();
    assertEquals(await answer, "it");
    assertEquals(signals.get("it")!.aborted, false);
  },
);

testEverywhere(
  "AbortSignal of one of three interleaving calls leaves the others alone",
  async (stage) => {
    const engine = stage.open();
    const { signals, doors } = castPatient(stage, ["a"]);
    const puppet = engine.getActor(FullPuppetProxy, "a");
    const controllers = [0, 1, 2].map(() => new AbortController());
    const ends = Promise.allSettled(
      controllers.map(({ signal }, input) =>
        puppet.with({ signal }).ask(input)
      ),
    );
    await stage.settle();
    controllers[1]!.abort();
    await stage.settle();
    assertEquals(
      [0, 1, 2].map((input) => signals.get(input)!.aborted),
      [false, true, false],
    );
    doors.get(0)!();
    doors.get(2)!();
    assertEquals(
      (await ends).map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
  },
);

for (const options of [{}, { timeoutMs: 60_000 }]) {
  testEverywhere(
    `AbortSignal of a call reaches calls made for it with ${
      JSON.stringify(options)
    }`,
    async (stage) => {
      const engine = stage.open();
      const { signals } = castPatient(stage, ["back"]);
      stage.cast("front", {
        ask: async (ctx, input) =>
          await ctx.getActor(PuppetProxy, "back").with(options).ask(input),
      });
      const controller = new AbortController();
      const front = engine.getActor(PuppetProxy, "front").with(controller);
      const failure = failureOf(front.ask("it"));
      await stage.settle();
      controller.abort();
      assertEquals((await failure).code, "aborted");
      await stage.settle();
      assertEquals(signals.get("it")!.aborted, true);
    },
  );
}

testEverywhere(
  "AbortSignal of a call lets nothing begin that its turn asks for later",
  async (stage) => {
    const engine = stage.open();
    const { signals } = castPatient(stage, ["back"]);
    const door = Promise.withResolvers<void>();
    const later = Promise.withResolvers<CallError>();
    stage.cast("front", {
      ask: async (ctx, input) => {
        await door.promise;
        const reply = ctx.getActor(PuppetProxy, "back").ask(input);
        later.resolve(await failureOf(reply));
      },
    });
    const controller = new AbortController();
    const front = engine.getActor(PuppetProxy, "front").with(controller);
    const failure = failureOf(front.ask("it"));
    await stage.settle();
    controller.abort();
    assertEquals((await failure).outcome, "unknown");
    door.resolve();
    const { code, outcome } = await later.promise;
    assertEquals([code, outcome], ["aborted", "not-run"]);
    await stage.settle();
    assertEquals(signals.size, 0);
  },
);
