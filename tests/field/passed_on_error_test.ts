import { assert, assertEquals } from "@std/assert";
import { CallError, DeadlockError, InboxFullError } from "@backstage/actors";
import { asFailed } from "../../src/base/errors.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

/** Counts how many stacks are written out while something runs. */
async function countStacks(run: () => Promise<void>): Promise<number> {
  const { prepareStackTrace } = Error;
  let count = 0;
  Error.prepareStackTrace = (error) => {
    count++;
    return String(error);
  };
  try {
    await run();
    return count;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

Deno.test("R20: asFailed() writes out no stack before it is read", async () => {
  const error = new InboxFullError("the inbox is full", 4);
  let failed: unknown;
  const count = await countStacks(async () => {
    failed = await Promise.resolve(asFailed(error));
  });
  assertEquals(count, 0);
  assert(failed instanceof InboxFullError && failed !== error);
  assertEquals([failed.outcome, failed.capacity], ["failed", 4]);
  assertEquals(failed.cause, error);
  assert(Error.isError(failed));
  assertEquals(failed.stack, error.stack);
  failed.stack = "another one";
  assertEquals(failed.stack, "another one");
  assert(error.stack !== "another one");
});

Deno.test("R20: asFailed() leaves later errors their stacks", () => {
  const { stackTraceLimit } = Error as { stackTraceLimit?: number };
  asFailed(new InboxFullError("the inbox is full", 4));
  assertEquals(
    (Error as { stackTraceLimit?: number }).stackTraceLimit,
    stackTraceLimit,
  );
  assert(new Error("later").stack?.includes("passed_on_error_test"));
});

const LENGTH = 20;

testEverywhere(
  "R20: an error that crosses actors is made anew once, not at each hop",
  async (stage) => {
    const engine = stage.open();
    const seen: unknown[] = [];
    for (let at = 0; at < LENGTH; at++) {
      stage.cast(`${at}`, {
        ask: async (ctx) => {
          const next = ctx.getActor(PuppetProxy, `${(at + 1) % LENGTH}`);
          try {
            await next.ask(at);
          } catch (error) {
            seen.push(error);
            throw error;
          }
        },
      });
    }
    const first = engine.getActor(PuppetProxy, "0");
    const call = first.ask("begin").catch((error) => error);
    const error = await stage.finish(call);
    assert(error instanceof DeadlockError || error instanceof CallError);
    assertEquals([error.code, error.outcome], ["deadlock", "failed"]);
    assertEquals(seen.length, LENGTH);
    // Across a wire every hop has its own copy.
    if (stage.wire === "auto") assertEquals(new Set(seen).size, 2);
    await stage.finish(engine.stop());
  },
);
