import { testEngine } from "@backstage/actors/testing";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Trade, tradesOf } from "../../../examples/exchange/order.ts";
import { ClearingHouseProxy } from "../../../examples/generated/clearing_house_proxy.gen.ts";
import { ComplianceProxy } from "../../../examples/generated/compliance_proxy.gen.ts";
import { RiskDeskProxy } from "../../../examples/generated/risk_desk_proxy.gen.ts";

const trade: Trade = {
  symbol: "ACME",
  buyer: "ann",
  seller: "bob",
  price: 100,
  shares: 100,
};

Deno.test("ClearingHouse.cleared() waits behind the trades", async () => {
  await using engine = testEngine();
  const house = engine.getActor(ClearingHouseProxy, "main");
  await house.follow("ACME");
  const trades = engine.getStream<Trade>(tradesOf("ACME"));
  for (let count = 0; count < 5; count++) await trades.next(trade);
  assertEquals(await house.cleared(), 5);
  assertEquals(engine.now(), 15);
});

Deno.test("ClearingHouse drops the oldest of too many trades", async () => {
  await using engine = testEngine();
  const house = engine.getActor(ClearingHouseProxy, "main");
  await house.follow("ACME");
  const trades = engine.getStream<Trade>(tradesOf("ACME"));
  for (let count = 0; count < 3_000; count++) trades.next(trade);
  const { reason } = await engine.eventually("dead-letter", house);
  assertEquals(reason, "dropped");
  await engine.run();
  const [actor] = engine.snapshot().actors;
  assertEquals(actor?.dropped, 1_000);
});

Deno.test("RiskDesk waits no longer than four seconds", async () => {
  await using engine = testEngine({ quiet: true });
  engine.stub(ClearingHouseProxy, "main", {
    cleared: () => new Promise(() => {}),
  });
  await engine.getActor(RiskDeskProxy, "main").open();
  await engine.advance(5_500);
  assertEquals(engine.logged.map(({ text }) => text), [
    'RiskDesk/main: Cannot call "ClearingHouse/main".cleared: no reply ' +
    "within 4000 ms",
  ]);
});

Deno.test("RiskDesk raises its limit as far as it may", async () => {
  await using engine = testEngine();
  engine.stub(ClearingHouseProxy, "main", { cleared: () => 0 });
  const compliance = engine.stub(ComplianceProxy, "main", {
    approve: (limit) => Math.min(limit, 3_000_000),
  });
  const desk = engine.getActor(RiskDeskProxy, "main");
  await desk.open();
  await engine.advance(18_000);
  assertEquals(compliance.argsOf("approve"), [[2_000_000], [4_000_000]]);
  assertEquals(await desk.limit(), 3_000_000);
});

Deno.test("Compliance would wait for itself", async () => {
  await using engine = testEngine({ quiet: true });
  engine.stub(ClearingHouseProxy, "main", { cleared: () => 0 });
  const desk = engine.getActor(RiskDeskProxy, "main");
  await desk.open();
  await engine.advance(9_000);
  assertEquals(await desk.limit(), 1_000_000);
  const [line] = engine.logged;
  assertEquals(line?.level, "warn");
  assertStringIncludes(
    line!.text,
    "RiskDesk/main.timer -> Compliance/main.approve -> RiskDesk/main.limit",
  );
});
