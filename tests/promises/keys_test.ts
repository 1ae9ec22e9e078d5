import { CallError, IdempotencyConflictError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { SafeProxy } from "../cast/generated/safe_proxy.gen.ts";
import { keysOf, makeTask, safeOf } from "../support/safes.ts";
import { simulatePromise } from "../support/simulated_promise.ts";

const FAULTS = {
  crash: 0.1,
  "store:slow": 0.3,
  "store:failed-commit": 0.1,
  "store:lost-commit": 0.1,
};

simulatePromise(
  "promise 21: calls under one key have one effect",
  { faults: FAULTS, actors: [SafeProxy] },
  async (play) => {
    const call = (idempotencyKey: string, key: number) => {
      const safe = safeOf(play.engine, "v0").with({ idempotencyKey });
      return safe.run(makeTask(key, "add"));
    };
    const answers = new Set<number>();
    // Again and again, as a client does that hears nothing.
    for (let tries = 0; tries < 8; tries++) {
      const calls = [call("order 7", 7), call("order 7", 7)];
      const settled = Promise.allSettled(calls);
      await play.rest();
      for (const result of await settled) {
        if (result.status === "fulfilled") answers.add(result.value);
        else if (!(result.reason instanceof CallError)) throw result.reason;
      }
    }
    await play.calm();
    answers.add(await call("order 7", 7));
    assertEquals([...answers], [1]);
    await assertRejects(() => call("order 7", 8), IdempotencyConflictError);
    assertEquals(await call("order 8", 8), 2);
    const log = await safeOf(play.engine, "v0").read();
    assertEquals(keysOf(log), [7, 8]);
  },
);
