import { assertEquals, assertRejects } from "@std/assert";
import { CounterProxy } from "../../examples/generated/counter_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("counter", ["2", "Cannot add -1", "2"]);

testOnBothWires(
  "Counter.add() returns the sum so far when it was sent to before",
  async ({ engine }) => {
    const counter = engine.getActor(CounterProxy, "visits");
    counter.add(1);
    assertEquals(await counter.add(1), 2);
    assertEquals(await engine.getActor(CounterProxy, "visits").add(1), 3);
    assertEquals(await engine.getActor(CounterProxy, "other").add(1), 1);
  },
);

testOnBothWires(
  "Counter.add() throws its own error and keeps its state when it fails",
  async ({ engine, log }) => {
    const counter = engine.getActor(CounterProxy, "visits");
    await counter.add(5);
    const error = await assertRejects(() => counter.add(-1), RangeError);
    assertEquals(error.message, "Cannot add -1");
    assertEquals(await counter.add(0), 5);
    // Whoever awaits a failure is told; the log is for the others.
    assertEquals(log, []);
  },
);
