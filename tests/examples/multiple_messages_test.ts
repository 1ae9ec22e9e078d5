import { assertEquals } from "@std/assert";
import { CollectorProxy } from "../../examples/generated/collector_proxy.gen.ts";
import { SenderProxy } from "../../examples/generated/sender_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("multiple_messages", [
  "{",
  "  received: 40000,",
  "  last: Map(4) {",
  '    "main" => 10000,',
  '    "ann" => 10000,',
  '    "bob" => 10000,',
  '    "eve" => 10000',
  "  },",
  "  outOfOrder: []",
  "}",
]);

for (const seed of [1, 2, 3]) {
  testOnBothWires(
    `Collector.take() sees each sender's order when seed ${seed} mixes them`,
    async ({ engine }) => {
      const senders = ["ann", "bob", "eve", "joe"];
      for (const id of senders) {
        const sender = engine.getActor(SenderProxy, id);
        for (let part = 0; part < 50; part++) sender.send(2);
      }
      await engine.run();
      const report = await engine.getActor(CollectorProxy, "all").report();
      assertEquals(report.received, 400);
      assertEquals(
        new Map([...report.last].toSorted()),
        new Map(senders.map((id) => [id, 100])),
      );
      assertEquals(report.outOfOrder, []);
    },
    { seed, turnsPerRun: 3 },
  );
}

testOnBothWires(
  "Collector.report() names what came out of order when a sender skips one",
  async ({ engine }) => {
    const collector = engine.getActor(CollectorProxy, "all");
    collector.take("ann", 1);
    collector.take("ann", 3);
    collector.take("bob", 1);
    assertEquals(await collector.report(), {
      received: 3,
      last: new Map([["ann", 3], ["bob", 1]]),
      outOfOrder: ["ann 3"],
    });
  },
);
