import { assertEquals } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

testOnBothWires(
  "Context.sleep() paces a streaming reply",
  async (stage) => {
    stage.cast("a", {
      stream: async function* (ctx) {
        for (let index = 0; index < 3; index++) {
          await ctx.sleep(100);
          yield [index, ctx.now()];
        }
      },
    });
    const values: unknown[] = [];
    const read = async () => {
      const puppet = stage.open().getActor(PuppetProxy, "a");
      for await (const value of puppet.stream(null)) values.push(value);
    };
    const reading = read();
    await stage.simulated!.advance(1_000);
    await reading;
    assertEquals(values, [[0, 100], [1, 200], [2, 300]]);
  },
);

testEverywhere(
  "Context.sleep() of a streaming reply ends with its consumer",
  async (stage) => {
    const trace: string[] = [];
    stage.cast("a", {
      stream: async function* (ctx) {
        try {
          yield "first";
          await ctx.sleep(1_000_000);
        } catch (error) {
          trace.push((error as Error).name);
          throw error;
        } finally {
          trace.push("finally");
        }
      },
      ask: (_ctx, input) => input,
    });
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    const iterator = puppet.stream(null)[Symbol.asyncIterator]();
    assertEquals(await iterator.next(), { done: false, value: "first" });
    // The next step sleeps already: values are taken before they are asked for.
    await stage.settle();
    assertEquals(trace, []);
    await stage.finish(iterator.return!(undefined));
    assertEquals(trace, ["CallError", "finally"]);
    assertEquals(await puppet.ask("free"), "free");
  },
);

testEverywhere(
  "Context.sleep() of a streaming reply ends with its deadline",
  async (stage) => {
    const trace: string[] = [];
    stage.cast("a", {
      stream: async function* (ctx) {
        yield "first";
        await ctx.sleep(1_000_000).finally(() => trace.push("awake"));
      },
    });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    const read = async () => {
      const values = puppet.with({ timeoutMs: 5 }).stream(null);
      for await (const value of values) trace.push(String(value));
    };
    const end = read().then(() => "done", (error) => error.name);
    assertEquals(await stage.finish(end), "CallTimeoutError");
    await stage.settle();
    assertEquals(trace, ["first", "awake"]);
  },
);
