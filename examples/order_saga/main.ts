// Orders that come to their ends, though the process ends before.
import { Engine } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { CarrierProxy } from "../generated/carrier_proxy.gen.ts";
import { CashierProxy } from "../generated/cashier_proxy.gen.ts";
import { OrderProxy } from "../generated/order_proxy.gen.ts";
import { StockProxy } from "../generated/stock_proxy.gen.ts";

// Whom the engine wakes by itself, to go on with what they had sent.
const actors = [OrderProxy, StockProxy, CashierProxy, CarrierProxy];
const orders = {
  "order 1": { item: "lamp", count: 1, cents: 4_900 },
  "order 2": { item: "lamp", count: 3, cents: 9_800 },
  "order 3": { item: "lamp", count: 1, cents: 49_000 },
};

const store = memoryStore(); // a program has `sqlite("shop.db")`
const engine = new Engine({ store, actors });
await engine.getActor(StockProxy, "lamp").fill(2);
for (const [id, goods] of Object.entries(orders)) {
  await engine.getActor(OrderProxy, id).place(goods);
}

// The process ends here, in the middle of three orders; another one begins.
const survived = store.crash();
await using next = new Engine({ store: survived, actors });
await next.run();

for (const id of Object.keys(orders)) {
  console.log(`${id}: ${await next.getActor(OrderProxy, id).step()}`);
}
const { free } = await next.getActor(StockProxy, "lamp").look();
console.log(`${free} lamp is left`);
const takings = await next.getActor(CashierProxy, "main").takings();
console.log(`${takings} cents were taken`);
console.log(await next.getActor(CarrierProxy, "main").parcels());
