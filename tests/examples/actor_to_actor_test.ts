import { assertEquals, assertRejects } from "@std/assert";
import { BaristaProxy } from "../../examples/generated/barista_proxy.gen.ts";
import { WaiterProxy } from "../../examples/generated/waiter_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("actor_to_actor", [
  "cups 1 and 2: 670 cents",
  "cups 3: 250 cents",
  "No tea on the menu",
]);

testOnBothWires(
  "Waiter.order() returns the barista's answers when both are in their turn",
  async ({ engine }) => {
    const waiter = engine.getActor(WaiterProxy, "carl");
    assertEquals(
      await waiter.order("espresso", "flat white"),
      "cups 1 and 2: 670 cents",
    );
    const barista = engine.getActor(BaristaProxy, "bar");
    assertEquals(await barista.make("espresso"), { cup: 3, cents: 250 });
  },
);

testOnBothWires(
  "Waiter.order() throws the barista's error when that throws",
  async ({ engine }) => {
    const waiter = engine.getActor(WaiterProxy, "carl");
    const error = await assertRejects(() => waiter.order("tea"), RangeError);
    assertEquals(error.message, "No tea on the menu");

    const carl = { type: "Waiter", id: "carl" };
    const bar = { type: "Barista", id: "bar" };
    for (const expected of [[bar, "make", carl], [carl, "order", null]]) {
      const { actor, method, caller } = await engine.eventually("failed");
      assertEquals([actor, method, caller], expected);
    }
  },
);
