import {
  type MemoryStore,
  memoryStore,
  simulate,
  testEngine,
} from "@backstage/actors/testing";
import type { Engine } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { CarrierProxy } from "../../../examples/generated/carrier_proxy.gen.ts";
import { CashierProxy } from "../../../examples/generated/cashier_proxy.gen.ts";
import { OrderProxy } from "../../../examples/generated/order_proxy.gen.ts";
import { StockProxy } from "../../../examples/generated/stock_proxy.gen.ts";
import { bank } from "../../../examples/order_saga/bank.ts";
import type { Goods, Step } from "../../../examples/order_saga/order.ts";
import { testOutput } from "../example.ts";

const actors = [OrderProxy, StockProxy, CashierProxy, CarrierProxy];
const HOUR_MS = 3_600_000;
const LAMP: Goods = { item: "lamp", count: 2, cents: 4_900 };
const ENDS: Readonly<Record<string, Goods & { end: Step }>> = {
  dear: { ...LAMP, cents: 49_000, end: "unpaid" },
  large: { ...LAMP, count: 9, end: "sold-out" },
  good: { ...LAMP, end: "shipped" },
};

testOutput("order_saga/main", [
  "order 1: shipped",
  "order 2: sold-out",
  "order 3: unpaid",
  "1 lamp is left",
  "4900 cents were taken",
  '[ "1 lamp for order 1" ]',
]);

/** Stands in for the bank, which knows what it has charged. */
class Bank implements Disposable {
  readonly charged = new Map<string, number>();
  /** How many of its answers are lost. */
  losses = 0;
  readonly #charge = bank.charge;

  constructor() {
    bank.charge = (key, cents) => {
      const isEnough = cents <= 10_000;
      if (isEnough) this.charged.set(key, cents);
      if (this.losses-- > 0) return Promise.reject(new Error("no answer"));
      return Promise.resolve(isEnough);
    };
  }

  [Symbol.dispose](): void {
    bank.charge = this.#charge;
  }
}

/** Asserts that all has come to its end, and nothing was done twice. */
async function assertEnded(engine: Engine, bank: Bank): Promise<void> {
  for (const [id, { end }] of Object.entries(ENDS)) {
    assertEquals(await engine.getActor(OrderProxy, id).step(), end, id);
  }
  assertEquals(await engine.getActor(StockProxy, "lamp").look(), {
    free: 3,
    reserved: new Map(),
  });
  assertEquals([...bank.charged], [["good", 4_900]]);
  const takings = await engine.getActor(CashierProxy, "main").takings();
  assertEquals(takings, 4_900);
  assertEquals(
    await engine.getActor(CarrierProxy, "main").parcels(),
    ["2 lamp for good"],
  );
}

async function fill(engine: Engine): Promise<void> {
  const once = { idempotencyKey: "fill" };
  await engine.getActor(StockProxy, "lamp").with(once).fill(5);
}

async function placeAll(engine: Engine): Promise<void> {
  for (const [id, { end: _, ...goods }] of Object.entries(ENDS)) {
    await engine.getActor(OrderProxy, id).place(goods);
  }
}

/** Reads how far an order had come by what a store has of it. */
async function readStep(store: MemoryStore): Promise<unknown> {
  const states = await store.getStates({ type: "Order", id: "good" });
  return (states.get("sale")?.value as { step: Step }).step;
}

Deno.test("Order comes to its end behind a crash at any time", async () => {
  const seen = new Set<unknown>();
  for (let time = 0; time < 2_000; time += 40) {
    using bank = new Bank();
    const store = memoryStore({ faults: { "store:slow": 1 } });
    // Nobody stops it: its process ends.
    const engine = testEngine({ store, actors, seed: 1 + time });
    await fill(engine);
    await placeAll(engine);
    await engine.advance(time);
    const survived = store.crash();
    seen.add(await readStep(survived));
    await using next = testEngine({ store: survived, actors });
    await next.advance(HOUR_MS);
    await assertEnded(next, bank);
  }
  const steps: Step[] = ["reserving", "paying", "shipping", "shipped"];
  assertEquals([...seen], steps);
});

Deno.test("Order is placed and paid once under any faults", async () => {
  const faults = { crash: 0.03, "store:slow": 0.2, "store:lost-commit": 0.03 };
  await simulate({ seeds: 200, engine: { actors }, faults }, async (sim) => {
    using bank = new Bank();
    // As a client does who was not answered: it asks again.
    while (!await isDone(() => fill(sim.engine)));
    bank.losses = 2;
    while (!await isDone(() => placeAll(sim.engine)));
    await sim.advance(1_000);
    sim.faults.off();
    await sim.settled(); // A crash that was on its way strikes now.
    await sim.advance(HOUR_MS);
    await assertEnded(sim.engine, bank);
  });
});

async function isDone(task: () => Promise<void>): Promise<boolean> {
  return await task().then(() => true, () => false);
}
