import { assertEquals, assertRejects } from "@std/assert";
import { book } from "../../../examples/http_service/client.ts";
import { readRefusal, testOffice, TIMEOUT_MS } from "./open_office.ts";

testOffice("BoxOffice books an order once when it comes twice", async (one) => {
  const first = one.order({ seats: 2 }, "mine");
  (await one.nextPayment()).done.resolve();
  const answers = [await first, await one.order({ seats: 2 }, "mine")];
  for (const answer of answers) {
    assertEquals(answer.status, 201);
    assertEquals(await answer.json(), {
      kind: "booked",
      key: "mine",
      seats: 2,
    });
  }
  const show = await fetch(one.locate("/shows/hamlet"));
  assertEquals(await show.json(), { free: 118 });
});

testOffice("BoxOffice says what is wrong with an order", async (one) => {
  const paid = one.order({ seats: 119 }, "mine");
  (await one.nextPayment()).done.resolve();
  await (await paid).body?.cancel();
  const note = "x".repeat(2_000);
  const wrong = "order.seats: expected number, got";
  const refusals: [string | object, string, unknown[]][] = [
    [{ seats: "2" }, "a", [400, "codec", null, `${wrong} string`]],
    [{}, "b", [400, "codec", null, `${wrong} undefined`]],
    [{ seats: 1.5 }, "c", [400, "bad-number", null, undefined]],
    ["[", "d", [400, "no-json", null, undefined]],
    ["2", "e", [400, "no-json", null, undefined]],
    [{ seats: 200, note }, "f", [400, "no-json", null, undefined]],
    [{ seats: 2 }, "g", [409, "sold-out", null, undefined]],
    [{ seats: 1 }, "mine", [422, "key-taken", null, undefined]],
  ];
  for (const [body, key, refusal] of refusals) {
    assertEquals(await readRefusal(await one.order(body, key)), refusal);
  }
});

testOffice("BoxOffice makes no actor for an id from outside", async (one) => {
  const paths = ["/", "/shows/other", "/shows/hamlet/other"];
  for (const path of [...paths, `/shows/${"x".repeat(2_000)}`]) {
    const answer = await fetch(one.locate(path));
    assertEquals((await readRefusal(answer))[0], 404);
  }
  assertEquals(one.engine.snapshot().actors, []);
});

testOffice("BoxOffice hides what a method threw, and logs it", async (one) => {
  const order = one.order({ seats: 1 });
  (await one.nextPayment()).done.reject(new Error("card 4711 is stolen"));
  const answer = await order;
  assertEquals(await readRefusal(answer), [500, "internal", null, undefined]);
  const lines = one.engine.logged.filter(({ text }) =>
    text.includes("card 4711")
  );
  assertEquals(lines.length, 1);
});

testOffice("BoxOffice refuses at once when an inbox is full", async (one) => {
  const orders = [one.order({ seats: 1 })];
  const payment = await one.nextPayment();
  orders.push(one.order({ seats: 1 }));
  await one.until(() => one.waiting === 1);
  assertEquals(
    await readRefusal(await one.order({ seats: 1 })),
    [503, "inbox-full", "1", undefined],
  );
  payment.done.resolve();
  (await one.nextPayment()).done.resolve();
  for (const answer of await Promise.all(orders)) {
    assertEquals(answer.status, 201);
    await answer.body?.cancel();
  }
}, { inboxCapacity: 1, overflow: "refuse" });

testOffice("BoxOffice lets orders wait within their time", async (one) => {
  const running = one.order({ seats: 1 });
  await one.nextPayment();
  const others = [one.order({ seats: 1 }), one.order({ seats: 1 })];
  // Both were read and sent on, and neither was refused.
  await one.until(() => one.waiting === 1);
  for (let round = 0; round < 100; round++) await one.engine.settled();
  assertEquals(one.answered, 0);
  await one.engine.advance(TIMEOUT_MS);
  // What began may have been paid; what waited was not.
  assertEquals(
    await readRefusal(await running),
    [504, "timeout", null, undefined],
  );
  for (const answer of await Promise.all(others)) {
    assertEquals(
      await readRefusal(answer),
      [503, "timeout", "1", undefined],
    );
  }
}, { inboxCapacity: 1, overflow: "wait" });

testOffice("BoxOffice stops paying when its client leaves", async (one) => {
  const client = new AbortController();
  const left = one.order({ seats: 1 }, "mine", client.signal);
  const payment = await one.nextPayment();
  client.abort();
  await assertRejects(() => left, DOMException);
  await one.until(() => payment.signal.aborted);
  const show = await fetch(one.locate("/shows/hamlet"));
  assertEquals(await show.json(), { free: 120 });
});

testOffice("book() sends an order again until it is known", async (one) => {
  const pauses: number[] = [];
  const booking = book(one.locate("/shows/hamlet"), 3, {
    signal: new AbortController().signal,
    pause: (seconds) => {
      pauses.push(Math.floor(seconds));
      return Promise.resolve();
    },
  });
  // Paid for, but the answer is lost: the same key is booked once.
  const first = await one.nextPayment();
  await one.engine.advance(TIMEOUT_MS);
  const second = await one.nextPayment();
  assertEquals(second.key, first.key);
  second.done.resolve();
  assertEquals((await (await booking).json()).seats, 3);
  assertEquals(pauses, [1]);
});

testOffice("BoxOffice finishes its orders when it closes", async (one) => {
  assertEquals((await fetch(one.locate("/health"))).status, 200);
  const order = one.order({ seats: 1 });
  const payment = await one.nextPayment();
  one.office.close();
  const health = await fetch(one.locate("/health"));
  assertEquals(await readRefusal(health), [503, "closing", null, undefined]);
  const closed = one.server.shutdown();
  payment.done.resolve();
  assertEquals((await order).status, 201);
  await closed;
});
