import { assertEquals, assertRejects } from "@std/assert";
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

testOnBothWires(
  "Connection waits to restart",
  async ({ engine }) => {
    const connection = engine.getActor(ConnectionProxy, "db");
    const lost = assertRejects(() => connection.ask("unplug"), Error, "dead");
    assertEquals(await connection.ask("a"), "answer 1 to a");
    await lost;
    const { at, delayMs } = await engine.eventually("restarting", connection);
    assertEquals([at, engine.now()], [0, Math.ceil(delayMs)]);
    const ended = await engine.eventually("deactivated", connection);
    assertEquals(ended.reason, "failure");
  },
  { seed: 3 },
);
