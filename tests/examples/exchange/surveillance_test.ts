import { testEngine } from "@backstage/actors/testing";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Trade, tradesOf } from "../../../examples/exchange/order.ts";
import { SurveillanceProxy } from "../../../examples/generated/surveillance_proxy.gen.ts";

const fair: Trade = {
  symbol: "ACME",
  buyer: "ann",
  seller: "bob",
  price: 100,
  shares: 1,
};
const foul: Trade = { ...fair, seller: "ann" };

Deno.test("Surveillance.seen() counts the trades that it follows", async () => {
  await using engine = testEngine();
  const watcher = engine.getActor(SurveillanceProxy, "main");
  await watcher.follow("ACME");
  engine.getStream<Trade>(tradesOf("ACME")).next(fair);
  engine.getStream<Trade>(tradesOf("BOLT")).next(fair);
  assertEquals(await watcher.seen(), 1);
});

Deno.test("Surveillance begins afresh after a foul trade", async () => {
  await using engine = testEngine({ quiet: true });
  const watcher = engine.getActor(SurveillanceProxy, "main");
  await watcher.follow("ACME");
  await watcher.watch(fair);
  await assertRejects(
    () => watcher.watch(foul),
    Error,
    "ann trades with itself in ACME",
  );
  const { restarts, delayMs } = await engine.eventually("restarting", watcher);
  assertEquals(restarts, 1);
  assert(delayMs >= 50 && delayMs <= 100, `${delayMs}`);
  assertEquals(await watcher.seen(), 0);
  // It is still subscribed.
  engine.getStream<Trade>(tradesOf("ACME")).next(fair);
  assertEquals(await watcher.seen(), 1);
});

Deno.test("Surveillance waits longer after each failure", async () => {
  await using engine = testEngine({ quiet: true });
  const watcher = engine.getActor(SurveillanceProxy, "main");
  for (let count = 0; count < 5; count++) void watcher.watch(foul);
  const delays: number[] = [];
  for (let count = 0; count < 5; count++) {
    delays.push((await engine.eventually("restarting")).delayMs);
  }
  assert(delays.every((delay, at) => delay <= Math.min(400, 100 * 2 ** at)));
  assert(delays.at(-1)! > 200, `${delays}`);
});
