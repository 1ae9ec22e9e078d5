import { SimulatedRuntime } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { Quota } from "../../../src/inspector/server/quota.ts";

Deno.test("Quota.take() allows so much a second", async () => {
  const runtime = new SimulatedRuntime();
  const quota = new Quota(10, runtime);
  const takeAll = () => {
    let taken = 0;
    while (quota.take()) taken++;
    return taken;
  };
  assertEquals(takeAll(), 10);
  assertEquals(takeAll(), 0);
  await runtime.advance(500);
  assertEquals(takeAll(), 5);
  await runtime.advance(60_000);
  assertEquals(takeAll(), 10);
});
