import { assertEquals, assertRejects } from "@std/assert";
import { Engine, type EngineEvent } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { ConnectionProxy } from "../../examples/generated/connection_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("supervision", [
  "Connection/db: connected",
  "answer 1 to why?",
  "There is no question",
  "answer 2 to how?",
  "Connection/db: disconnected by failure",
  "The line is dead",
  "Connection/db: connected",
  "answer 1 to when?",
  "Connection/db: disconnected by failure",
  "The line is dead",
  "Connection/db: connected",
  "answer 1 to where?",
  "Connection/db: disconnected by shutdown",
]);

testOnBothWires(
  "Connection.ask() goes on with its state when a question is bad",
  async ({ engine, log }) => {
    const connection = engine.getActor(ConnectionProxy, "db");
    assertEquals(await connection.ask("a"), "answer 1 to a");
    for (let count = 0; count < 5; count++) {
      await assertRejects(() => connection.ask(""), RangeError);
    }
    assertEquals(await connection.ask("b"), "answer 2 to b");
    assertEquals(log, ["Connection/db: connected"]);
  },
);

for (const wire of ["auto", "always"] as const) {
  Deno.test(`Connection waits to restart, with wire "${wire}"`, async () => {
    const runtime = new SimulatedRuntime({ seed: 3 });
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    await using engine = new Engine({ wire, runtime, logger });
    const events: EngineEvent["kind"][] = [];
    engine.events.subscribe(({ kind }) => events.push(kind));
    const connection = engine.getActor(ConnectionProxy, "db");
    const lost = assertRejects(() => connection.ask("unplug"), Error, "dead");
    const waiting = connection.ask("a");
    await lost;
    await runtime.advance(10);
    assertEquals(await waiting, "answer 1 to a");
    assertEquals(events, [
      "activated",
      "failed",
      "restarting",
      "deactivated",
      "activated",
    ]);
  });
}
