import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import {
  CallError,
  CallTimeoutError,
  Engine,
  newSubscriber,
} from "@backstage/actors";
import { PatientChainProxy } from "../cast/generated/patient_chain_proxy.gen.ts";
import { PatientProxy } from "../cast/generated/patient_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Keeps what an actor was told and asked, in order. */
function record(stage: Stage, id: string): unknown[] {
  const heard: unknown[] = [];
  stage.cast(id, {
    ask: (_ctx, input) => {
      heard.push(input);
      return input;
    },
    tell: (_ctx, input) => void heard.push(input),
  });
  return heard;
}

function codeOf(error: unknown): string {
  assertInstanceOf(error, CallError);
  return `${error.code} ${error.outcome}`;
}

async function settle(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  const ends = await Promise.allSettled(calls);
  return ends.map((end) =>
    end.status === "fulfilled" ? end.value : codeOf(end.reason)
  );
}

testEverywhere(
  "R18: awaited calls wait for room, in the order of arrival",
  async (stage) => {
    const engine = stage.open();
    const heard = record(stage, "a");
    const patient = engine.getActor(PatientProxy, "a");
    const inputs = Array.from({ length: 40 }, (_, at) => at);
    const calls = inputs.map((at) =>
      at % 2 === 0 ? patient.ask(at) : patient.tell(at)
    );
    const ends = await stage.finish(settle(calls));
    assertEquals(heard, inputs);
    assertEquals(ends, inputs.map((at) => at % 2 === 0 ? at : undefined));
    assertEquals(stage.eventsOf("refused"), []);
    await stage.finish(engine.run());
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "R18: a send to a full inbox is refused where awaited calls wait",
  async (stage) => {
    const engine = stage.open();
    const heard = record(stage, "a");
    const patient = engine.getActor(PatientProxy, "a");
    for (let at = 0; at < 6; at++) patient.tell(at);
    const call = patient.ask("call");
    assertEquals(await stage.finish(call), "call");
    await stage.finish(engine.run());
    assertEquals(heard, [0, 1, 2, 3, "call"]);
    const refused = stage.eventsOf("refused").map(({ error }) => error);
    assertEquals(refused.map(codeOf), Array(2).fill("inbox-full not-run"));
    assertEquals(engine.snapshot().actors[0]?.refused, 2);
    await stage.finish(engine.stop());
    assert(stage.lines.some((line) => line.includes("inbox is full")));
  },
);

testEverywhere(
  "R18: calls of actors wait for room, too, each sender's in its order",
  async (stage) => {
    const engine = stage.open();
    const heard = record(stage, "sum") as string[];
    const calls: Promise<unknown>[] = [];
    for (let at = 0; at < 20; at++) {
      stage.cast(`${at}`, {
        ask: async (ctx) => {
          const sum = ctx.getActor(PatientProxy, "sum");
          for (let step = 0; step < 5; step++) await sum.tell(`${at}.${step}`);
          await Promise.all([sum.ask(`${at}.5`), sum.tell(`${at}.6`)]);
        },
      });
      calls.push(engine.getActor(PuppetProxy, `${at}`).ask("go"));
    }
    await stage.finish(Promise.all(calls));
    assertEquals(heard.length, 140);
    for (let at = 0; at < 20; at++) {
      const own = heard.filter((text) => text.startsWith(`${at}.`));
      assertEquals(own, [0, 1, 2, 3, 4, 5, 6].map((step) => `${at}.${step}`));
    }
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "R18: a call that waits for room ends by its deadline, not run",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    const heard: unknown[] = [];
    stage.cast("a", {
      ask: async (_ctx, input) => {
        heard.push(input);
        await door.promise;
      },
    });
    const patient = engine.getActor(PatientProxy, "a");
    const taken = Array.from({ length: 5 }, (_, at) => patient.ask(at));
    const all = Promise.all(taken);
    const late = patient.with({ timeoutMs: 20 }).ask("late");
    const error = await stage.finish(late.catch((error) => error));
    assertInstanceOf(error, CallTimeoutError);
    assertEquals(error.outcome, "not-run");
    const aborted = AbortSignal.abort(new Error("changed my mind"));
    const end = await stage.finish(
      settle([patient.with({ signal: aborted }).ask("aborted")]),
    );
    assertEquals(end, ["aborted not-run"]);
    door.resolve();
    await stage.finish(all);
    await stage.finish(engine.run());
    assertEquals(heard, [0, 1, 2, 3, 4]);
    await stage.finish(engine.stop());
  },
);

for (const end of ["poison", "stop"] as const) {
  testEverywhere(
    `R18: a call that waits for room is not run when a ${end} comes first`,
    async (stage) => {
      const engine = stage.open({ drainTimeoutMs: 10 });
      const door = Promise.withResolvers<void>();
      stage.cast("a", { ask: () => door.promise });
      const patient = engine.getActor(PatientProxy, "a");
      const calls = Array.from({ length: 8 }, (_, at) => patient.ask(at));
      const ends = settle(calls);
      await stage.settle();
      const isOver = end === "poison"
        ? engine.poisonPill(PatientProxy, "a")
        : engine.stop();
      if (end === "poison") door.resolve();
      await stage.finish(isOver);
      const codes = await stage.finish(ends);
      const code = end === "poison" ? "poisoned" : "engine-stopped";
      assertEquals(codes.slice(5), Array(3).fill(`${code} not-run`));
      const letters = stage.eventsOf("dead-letter");
      assert(letters.length >= 3);
      door.resolve();
      await stage.finish(engine.run());
      assertEquals(engine.snapshot().actors, []);
      await stage.finish(engine.stop());
    },
  );
}

testEverywhere(
  "R18: a call that comes back is run, though it waits for room",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx, input) => {
        heard.push(input);
        if (input !== "begin") return input;
        await door.promise;
        return await ctx.getActor(PuppetProxy, "friend").ask("call back");
      },
    });
    stage.cast("friend", {
      ask: async (ctx) =>
        await ctx.getActor(PatientChainProxy, "a").ask("back"),
    });
    const chain = engine.getActor(PatientChainProxy, "a");
    const first = chain.ask("begin");
    const others = Promise.all([1, 2, 3, 4, 5].map((at) => chain.ask(at)));
    await stage.settle();
    door.resolve();
    assertEquals(await stage.finish(first), "back");
    await stage.finish(others);
    assertEquals(heard, ["begin", "back", 1, 2, 3, 4, 5]);
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "R18: a call that waits for room of itself is a deadlock",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input !== "begin") return input;
        await door.promise;
        return await ctx.getActor(PatientProxy, "a").ask("self");
      },
    });
    const patient = engine.getActor(PatientProxy, "a");
    const first = settle([patient.ask("begin")]);
    const others = Promise.all([1, 2, 3, 4].map((at) => patient.ask(at)));
    await stage.settle();
    door.resolve();
    assertEquals(await stage.finish(first), ["deadlock failed"]);
    await stage.finish(others);
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "R18: a stream's payload does not wait for room",
  async (stage) => {
    const engine = stage.open();
    const heard = record(stage, "a");
    const patient = engine.getActor(PatientProxy, "a");
    const stream = engine.getStream<unknown>("news");
    stream.subscribe(newSubscriber("a", PatientProxy.Method.tell));
    for (let at = 0; at < 4; at++) patient.tell(at);
    const end = await Promise.resolve(stream.next("news")).then(
      () => "published",
      codeOf,
    );
    assertEquals(end, "inbox-full not-run");
    await stage.finish(engine.run());
    assertEquals(heard, [0, 1, 2, 3]);
    await stage.finish(engine.stop());
  },
);

Deno.test("R18: the line for room is bounded", async () => {
  const engine = new Engine({ overflow: "wait", inboxCapacity: 1 });
  try {
    const puppet = engine.getActor(PuppetProxy, "nobody");
    const calls = Array.from({ length: 65_540 }, (_, at) => puppet.ask(at));
    const ends = await settle(calls);
    const refused = ends.filter((end) => end === "inbox-full not-run");
    // One in the inbox, 65,536 in line.
    assertEquals(refused.length, 65_540 - 65_537);
  } finally {
    await engine.stop();
  }
});

Deno.test("R18: new Engine() takes wait as an overflow", () => {
  const engine = new Engine({ overflow: "wait" });
  assertEquals(engine.snapshot().actors, []);
  let message = "";
  try {
    new Engine({ overflow: "queue" as never });
  } catch (error) {
    message = String(error);
  }
  assert(message.includes('"wait"'), message);
});
