import { ExpectedError, newSubscriber } from "@backstage/actors";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testSimulated } from "../support/stage.ts";
import { followContexts, traceTurns } from "../support/telemetry.ts";

followContexts();

testSimulated("observe() describes each call with a span", async (stage) => {
  const engine = stage.open();
  const tracer = traceTurns(engine, { attributes: { engine: "one" } });
  const gates = [1, 2].map(() => Promise.withResolvers<void>());
  stage.cast("a", {
    ask: async (ctx) => await ctx.getActor(PuppetProxy, "b").ask(0),
  });
  stage.cast("b", { ask: (_ctx, input) => gates[Number(input)]!.promise });
  const inputs = [engine.getActor(PuppetProxy, "b").ask(1)];
  inputs.push(engine.getActor(PuppetProxy, "a").ask(null));
  for (const reply of inputs) reply.then(() => {});
  await stage.settle();
  await stage.simulated!.advance(20);
  gates[1]!.resolve();
  await stage.settle();
  await stage.simulated!.advance(30);
  gates[0]!.resolve();
  await Promise.all(inputs);
  const span = tracer.spans.find(({ parent }) => parent !== undefined);
  assertEquals(span?.attributes, {
    "engine": "one",
    "rpc.system": "backstage",
    "rpc.service": "Puppet",
    "rpc.method": "ask",
    "backstage.actor.type": "Puppet",
    "backstage.actor.id": "b",
    "backstage.method": "ask",
    "backstage.caller": "Puppet/a",
    "backstage.queue_ms": 20,
    "backstage.run_ms": 30,
    "backstage.outcome": "done",
  });
  assertEquals(span?.status.code, SpanStatusCode.UNSET);
  assertEquals(span?.parent?.attributes["backstage.caller"], undefined);
  assertEquals(
    tracer.spans.map(({ kind, ends }) => [kind, ends]),
    Array(3).fill([SpanKind.SERVER, 1]),
  );
});

testEverywhere(
  "observe() nests calls in the turns that make them",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    for (const [id, next] of [["a", "b"], ["b", "c"], ["c", null]] as const) {
      stage.cast(id, {
        ask: async (ctx) => {
          await null;
          tracer.startActiveSpan("query", (span) => span.end());
          if (next !== null) await ctx.getActor(PuppetProxy, next).ask(null);
          tracer.startSpan("late").end();
        },
      });
    }
    await tracer.startActiveSpan("request", () => {
      return engine.getActor(PuppetProxy, "a").ask(null).then(() => {});
    });
    const [one, two, three] = [
      "Puppet/ask < request",
      "Puppet/ask < Puppet/ask < request",
      "Puppet/ask < Puppet/ask < Puppet/ask < request",
    ];
    assertEquals(tracer.tree, [
      "request",
      one,
      `query < ${one}`,
      two,
      `query < ${two}`,
      three,
      `query < ${three}`,
      `late < ${three}`,
      `late < ${two}`,
      `late < ${one}`,
    ]);
  },
);

testEverywhere(
  "observe() keeps the calls of interleaved turns apart",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    stage.cast("hub", {
      ask: async (ctx, input) => {
        await gates[Number(input)]!.promise;
        await ctx.getActor(PuppetProxy, `leaf ${input}`).ask(null);
      },
    });
    const hub = engine.getActor(FullPuppetProxy, "hub");
    const replies = gates.map((_, input) =>
      tracer.startActiveSpan(
        `request ${input}`,
        () => hub.ask(input).then(() => {}),
      )
    );
    await stage.settle();
    for (const gate of gates.toReversed()) gate.resolve();
    await Promise.all(replies);
    const leaves = tracer.spans
      .filter(({ attributes }) => attributes["rpc.service"] === "Puppet")
      .map(({ parent, attributes }) => [
        attributes["backstage.actor.id"],
        parent?.name,
        parent?.parent?.name,
      ]);
    assertEquals(leaves.sort(), [
      ["leaf 0", "FullPuppet/ask", "request 0"],
      ["leaf 1", "FullPuppet/ask", "request 1"],
      ["leaf 2", "FullPuppet/ask", "request 2"],
    ]);
  },
);

testEverywhere(
  "observe() shows calls that come back to their chain",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === 0) return;
        await ctx.getActor(ChainPuppetProxy, "a").ask(Number(input) - 1);
      },
    });
    await engine.getActor(ChainPuppetProxy, "a").ask(1);
    assertEquals(tracer.tree, [
      "ChainPuppet/ask",
      "ChainPuppet/ask < ChainPuppet/ask",
    ]);
  },
);

testEverywhere("observe() records what a turn throws", async (stage) => {
  const engine = stage.open();
  const tracer = traceTurns(engine);
  const error = new RangeError("too much");
  stage.cast("a", {
    ask: (_ctx, input) => {
      if (input === "now") throw error;
      return Promise.reject(input === "text" ? "a text" : { toString: 0 });
    },
  });
  const a = engine.getActor(PuppetProxy, "a");
  for (const input of ["now", "text", "none"]) {
    await a.ask(input).catch(() => {});
  }
  assertStrictEquals(tracer.spans[0]?.exceptions[0], error);
  const told = tracer.spans.map(({ status, attributes, exceptions, ends }) => [
    status.code,
    status.message,
    attributes["error.type"],
    attributes["backstage.outcome"],
    exceptions.length,
    ends,
  ]);
  const failed = (message: string, type: string): unknown[] => [
    SpanStatusCode.ERROR,
    message,
    type,
    "failed",
    1,
    1,
  ];
  assertEquals(told, [
    failed("too much", "RangeError"),
    failed("a text", "string"),
    failed("an error that has no text", "object"),
  ]);
});

testEverywhere(
  "observe() tells a turn or hook that refuses on purpose from a failure",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine, { filter: () => true });
    const refuse = () => {
      throw new ExpectedError("no seat is left", { code: "sold-out" });
    };
    stage.cast("a", { ask: refuse, deinit: refuse });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null).catch(() => {});
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(
      tracer.spans.map(({ status, attributes, exceptions }) => [
        attributes["backstage.method"],
        attributes["backstage.outcome"],
        status.code,
        exceptions.length,
      ]),
      [
        ["init", "done", SpanStatusCode.UNSET, 0],
        ["ask", "expected", SpanStatusCode.UNSET, 0],
        ["deinit", "expected", SpanStatusCode.UNSET, 0],
      ],
    );
  },
);

testEverywhere(
  "observe() takes no other failure for a turn's own",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    // Its `deinit` fails between the turn's failure and the turn's end.
    stage.cast("a", {
      ask: () => {
        throw new Error("of the turn");
      },
      deinit: () => {
        throw new Error("of the hook");
      },
    });
    const brittle = engine.getActor(BrittlePuppetProxy, "a");
    await brittle.ask(null).catch(() => {});
    const [exception] = tracer.only("BrittlePuppet/ask").exceptions;
    assertEquals((exception as Error).message, "of the turn");
  },
);

testEverywhere("observe() shows stream payloads as messages", async (stage) => {
  const engine = stage.open();
  const tracer = traceTurns(engine);
  const news = engine.getStream<string>("news");
  news.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
  await tracer.startActiveSpan("publish", () => news.next("hello"));
  await engine.run();
  assertEquals(tracer.tree, ["publish", "Puppet/tell < publish"]);
  const { kind, attributes } = tracer.only("Puppet/tell");
  assertEquals(kind, SpanKind.CONSUMER);
  assertEquals(attributes["messaging.system"], "backstage");
  assertEquals(attributes["rpc.system"], undefined);
});

testSimulated("observe() shows ticks as roots of their own", async (stage) => {
  const engine = stage.open();
  const tracer = traceTurns(engine);
  stage.cast("a", {
    ask: (ctx) => {
      ctx.runOnce(10, async () => {
        await ctx.getActor(PuppetProxy, "b").ask(null);
      });
    },
  });
  await tracer.startActiveSpan("request", async () => {
    await engine.getActor(PuppetProxy, "a").ask(null);
  });
  await stage.simulated!.advance(20);
  await engine.run();
  assertEquals(tracer.tree, [
    "request",
    "Puppet/ask < request",
    "Puppet/timer",
    "Puppet/ask < Puppet/timer",
  ]);
  const { kind, attributes } = tracer.only("Puppet/timer");
  assertEquals(kind, SpanKind.INTERNAL);
  assertEquals(attributes["backstage.actor.id"], "a");
});

testEverywhere(
  "observe() shows the steps of a streaming reply where it was begun",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    stage.cast("producer", {
      async *stream() {
        try {
          for (let index = 0; index < 100; index++) {
            if (index % 16 === 0) tracer.startSpan(`query ${index}`).end();
            yield index;
          }
          return "all";
        } finally {
          tracer.startSpan("end").end();
        }
      },
    });
    const reply = engine.getActor(PuppetProxy, "producer").stream(null);
    await tracer.startActiveSpan("request", async (span) => {
      await reply.next();
      span.end();
    });
    await stage.settle();
    for (let count = 1; count < 9; count++) await reply.next();
    await stage.settle();
    await reply.return(null);
    const turn = "Puppet/stream < request";
    assertEquals(tracer.tree, [
      "request",
      turn,
      `query 0 < ${turn}`,
      turn,
      `query 16 < ${turn}`,
      turn,
      `end < ${turn}`,
    ]);
    assertEquals(
      tracer.spans.filter(({ name }) => name === "Puppet/stream").map(
        ({ kind, ends }) => [kind, ends],
      ),
      [[SpanKind.SERVER, 1], [SpanKind.INTERNAL, 1], [SpanKind.INTERNAL, 1]],
    );
  },
);
