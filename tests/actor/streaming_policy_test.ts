import {
  CallError,
  CallTimeoutError,
  ExpectedError,
  InboxFullError,
  type Interceptor,
} from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

type Outgoing = NonNullable<Interceptor["outgoing"]>;

const trace = new AsyncLocalStorage<unknown>();

/** Reads a streaming reply to its end. */
async function readAll(reply: AsyncGenerator<unknown>): Promise<unknown[]> {
  const values: unknown[] = [];
  try {
    let result = await reply.next();
    for (; !result.done; result = await reply.next()) values.push(result.value);
    values.push(`returned ${result.value}`);
  } catch (error) {
    values.push(error);
  }
  return values;
}

function castCounter(stage: Stage): void {
  stage.cast("a", {
    stream: async function* (_ctx, input) {
      yield* [1, 2];
      if (input === "boom") throw new Error("boom");
      return "all";
    },
  });
}

for (
  const [way, outgoing] of Object.entries<Outgoing>({
    "pass the reply on": (_call, next) => next(),
    "await it": async (_call, next) => {
      await next();
    },
    "catch what it fails with": async (_call, next) => {
      await next().catch(() => {});
    },
    "wait before": async (_call, next) => {
      await null;
      next();
    },
  })
) {
  testEverywhere(
    `Interceptor.outgoing() may ${way}: a streaming reply is as without it`,
    async (stage) => {
      const engine = stage.open({ interceptors: [{ outgoing }] });
      castCounter(stage);
      const a = engine.getActor(PuppetProxy, "a");
      const values = await stage.finish(readAll(a.stream("all")));
      assertEquals(values, [1, 2, "returned all"]);
      const failed = await stage.finish(readAll(a.stream("boom")));
      assertEquals(failed.map(String), ["1", "2", "Error: boom"]);
      const first = a.stream("all");
      assertEquals((await stage.finish(first.next())).value, 1);
      await stage.finish(first.return(undefined));
      await stage.finish(engine.stop());
      assertEquals(stage.lines, []);
    },
  );
}

testEverywhere(
  "Interceptor.outgoing() sees when a streaming reply begins and ends",
  async (stage) => {
    const notes: unknown[] = [];
    const engine = stage.open({
      carry: { trace },
      interceptors: [{
        async outgoing({ method, payload }, next) {
          notes.push(method, payload);
          try {
            notes.push(await trace.run(7, next));
          } catch (error) {
            notes.push(String(error));
          }
        },
      }],
    });
    stage.cast("a", {
      stream: async function* (_ctx, input) {
        yield trace.getStore();
        if ((input as string[])[0] === "boom") throw new Error("boom");
        return "all";
      },
    });
    const a = engine.getActor(PuppetProxy, "a");
    const input = ["all"];
    const reply = a.stream(input);
    assertEquals(notes, []);
    input[0] = "boom";
    const values = await stage.finish(readAll(reply));
    assertEquals(values, [7, "returned all"]);
    await stage.finish(readAll(a.stream(["boom"])));
    assertEquals(notes, [
      "stream",
      ["all"],
      "all",
      "stream",
      ["boom"],
      "Error: boom",
    ]);
  },
);

for (const side of ["outgoing", "incoming"] as const) {
  for (const later of [false, true]) {
    testEverywhere(
      `Interceptor.${side}() refuses a streaming reply ${
        later ? "later" : "at once"
      }`,
      async (stage) => {
        const refuse = (): never => {
          throw new ExpectedError("not you", { code: "forbidden" });
        };
        const interceptor = later ? async () => await refuse() : refuse;
        const engine = stage.open({ interceptors: [{ [side]: interceptor }] });
        castCounter(stage);
        const a = engine.getActor(PuppetProxy, "a");
        const [error, ...others] = await stage.finish(
          readAll(a.stream("all")),
        );
        assert(error instanceof ExpectedError, String(error));
        assertEquals([error.code, others], ["forbidden", []]);
        await stage.finish(engine.stop());
        assertEquals([engine.snapshot().failed, stage.lines], [0, []]);
      },
    );
  }
}

testEverywhere(
  "Interceptor.outgoing() may begin a streaming reply again that did not run",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    let failures = 0;
    const engine = stage.open({
      inboxCapacity: 1,
      interceptors: [{
        async outgoing({ method }, next) {
          if (method !== "stream") return await next();
          while (true) {
            try {
              return await next();
            } catch (error) {
              if (!(error instanceof InboxFullError)) throw error;
              failures++;
              gate.resolve();
              await stage.settle();
            }
          }
        },
      }],
    });
    castCounter(stage);
    stage.cast("a", {
      stream: async function* (_ctx, input) {
        yield input;
        return "all";
      },
      tell: () => gate.promise,
    });
    const a = engine.getActor(PuppetProxy, "a");
    a.tell(1);
    await stage.settle();
    a.tell(2);
    const values = await stage.finish(readAll(a.stream([1])));
    assertEquals(values, [[1], "returned all"]);
    assert(failures > 0);
  },
);

testEverywhere(
  "Interceptor.outgoing() that never settles is cut by a step's deadline",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    let last: Promise<unknown> | undefined;
    const engine = stage.open({
      interceptors: [{
        async outgoing(_call, next) {
          await gate.promise;
          last = next();
          await new Promise(() => {});
        },
      }],
    });
    castCounter(stage);
    const a = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 5 });
    const [error] = await stage.finish(readAll(a.stream("all")));
    assert(error instanceof CallTimeoutError);
    assertEquals(error.outcome, "not-run");
    gate.resolve();
    await stage.settle();
    const late = await stage.finish(
      Promise.resolve(last).then(() => null, (error) => error),
    );
    assert(late instanceof CallError && late.outcome === "not-run");
  },
);
