import { CallError } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { passed } from "../../bench/cluster/passed.ts";
import { track } from "../../bench/cluster/tracked.ts";

Deno.test("track() makes calls at its rate, and counts failures", async () => {
  const { calls, codes, failed, latencies } = await track(
    1_000,
    40,
    (at) =>
      at % 2 === 0 ? Promise.resolve() : Promise.reject(
        new CallError("Cannot call", { code: "moved", outcome: "not-run" }),
      ),
  );
  assertEquals([calls, latencies.length, failed], [40, 20, 20]);
  assertEquals(codes, { moved: 20 });
});

Deno.test("track() counts what waits at the end, and the stall", async () => {
  let isFirst = true;
  let late = passed(0);
  const { calls, latencies, stallMs } = await track(500, 10, () => {
    if (!isFirst) return late;
    isFirst = false;
    late = passed(25);
    return Promise.resolve();
  });
  assertEquals(latencies.length, calls);
  assert(stallMs >= 20, `a stall of ${stallMs} ms`);
});
