import { CallError, IdempotencyConflictError } from "@backstage/actors";
import { simulate } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { keysOf, makeTask, safeOf } from "../support/safes.ts";

const FAULTS = {
  crash: 0.1,
  "store:slow": 0.3,
  "store:failed-commit": 0.1,
  "store:lost-commit": 0.1,
};

for (const wire of ["auto", "always"] as const) {
  const title = "promise 21: calls under one key have one effect";
  Deno.test(`${title} (wire ${wire})`, async () => {
    await simulate({ seeds: 100, faults: FAULTS, wire }, async (sim) => {
      const call = (idempotencyKey: string, key: number) => {
        const safe = safeOf(sim.engine, "v0").with({ idempotencyKey });
        return safe.run(makeTask(key, "add"));
      };
      const answers = new Set<number>();
      // Again and again, as a client does that hears nothing.
      for (let tries = 0; tries < 8; tries++) {
        const calls = [call("order 7", 7), call("order 7", 7)];
        for (const result of await Promise.allSettled(calls)) {
          if (result.status === "fulfilled") answers.add(result.value);
          else if (!(result.reason instanceof CallError)) throw result.reason;
        }
      }
      sim.faults.off();
      answers.add(await call("order 7", 7));
      assertEquals([...answers], [1]);
      await assertRejects(() => call("order 7", 8), IdempotencyConflictError);
      assertEquals(await call("order 8", 8), 2);
      const log = await safeOf(sim.engine, "v0").read();
      assertEquals(keysOf(log), [7, 8]);
    });
  });
}
