import { newSubscriber } from "@backstage/actors";
import { testEngine } from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import type { Trade } from "../../../examples/exchange/order.ts";
import { tradesOf } from "../../../examples/exchange/order.ts";
import { BookProxy } from "../../../examples/generated/book_proxy.gen.ts";
import { SurveillanceProxy } from "../../../examples/generated/surveillance_proxy.gen.ts";
import { TraderProxy } from "../../../examples/generated/trader_proxy.gen.ts";

Deno.test("Book.place() trades at the price of who came first", async () => {
  await using engine = testEngine();
  const watchers = engine.stub(SurveillanceProxy, "main", { watch: () => {} });
  engine.getStream<Trade>(tradesOf("ACME")).subscribe(
    newSubscriber("main", SurveillanceProxy.Method.watch),
  );
  const book = engine.getActor(BookProxy, "ACME");
  const place = (trader: string, side: "buy" | "sell", price: number) =>
    book.place({ trader, side, price, shares: 10 });
  assertEquals(await place("ann", "sell", 105), 0);
  assertEquals(await place("bob", "sell", 101), 0);
  assertEquals(await place("cid", "buy", 100), 0);
  assertEquals(await place("dan", "buy", 110), 10);
  assertEquals(await book.last(), 101);
  await engine.settled();
  assertEquals(watchers.argsOf("watch"), [[
    { symbol: "ACME", buyer: "dan", seller: "bob", price: 101, shares: 10 },
  ]]);
});

Deno.test("Trader counts what it has placed and traded", async () => {
  await using engine = testEngine({ seed: 4 });
  using books = engine.probe(BookProxy);
  const trader = engine.getActor(TraderProxy, "ann");
  await trader.open();
  await engine.advance(10_000);
  const placed = books.callsOf("place");
  assert(placed.length >= 12 && placed.length <= 50, `${placed.length}`);
  assert(placed.every(({ caller }) => caller?.id === "ann"));
  const traded = placed.reduce((sum, { result }) => sum + (result ?? 0), 0);
  assertEquals(await trader.score(), { placed: placed.length, traded });
});

Deno.test("Trader goes on when a book is broken", async () => {
  await using engine = testEngine({ quiet: true });
  engine.stub(BookProxy, null, {
    last: () => 100,
    place: () => {
      throw new Error("the book is closed");
    },
  });
  const trader = engine.getActor(TraderProxy, "ann");
  trader.open();
  for (let failures = 0; failures < 3; failures++) {
    const { method, error } = await engine.eventually("failed", trader);
    assertEquals(method, "timer");
    assertEquals((error as Error).message, "the book is closed");
  }
  assertEquals((await trader.score()).traded, 0);
});
