import { CallError } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { track } from "../../bench/cluster/tracked.ts";

Deno.test("track() makes calls at its rate, and counts what fails", async () => {
  const { calls, codes, failed, latencies } = await track(
    1_000,
    40,
    (at) =>
      at % 2 === 0 ? Promise.resolve() : Promise.reject(
        new CallError("Cannot call", { code: "moved", outcome: "not-run" }),
      ),
  );
  assertEquals(latencies.length + failed, calls);
  assertEquals(codes, { moved: failed });
  assert(calls >= 40, `${calls} calls`);
  assert(Math.abs(latencies.length - failed) <= 1);
});

Deno.test("track() counts what waits at the end, and the stall", async () => {
  const late = Promise.withResolvers<void>();
  let made = 0;
  const { calls, latencies, stallMs } = await track(500, 30, () => {
    if (++made === 1) return Promise.resolve();
    // All wait for the last one, which is the first that is answered.
    if (made === 15) late.resolve();
    return late.promise;
  });
  assertEquals(latencies.length, calls);
  assert(stallMs >= 15, `a stall of ${stallMs} ms`);
});
