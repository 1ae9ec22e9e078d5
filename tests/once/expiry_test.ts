import { assertEquals } from "@std/assert";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { Expiry } from "../../src/engine/durable/expiry.ts";
import {
  EXPIRE_AT_ONCE,
  EXPIRE_EVERY_MS,
  MARK_MARGIN_MS,
} from "../../src/base/limits.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

const DAY_MS = 24 * 3_600_000;

testOnBothWires(
  "Answers leave the store after a day, and marks after a week",
  async (stage) => {
    const office = new Office(stage);
    const time = stage.simulated!;
    const ann = { type: "Courier", id: "ann" };
    const kinds = async () => {
      const rows = office.store.listRows(ann, { limit: 99 });
      return (await office.ask(rows)).map(({ kind }) => kind);
    };
    const work = async () => {
      await office.ask(office.get("bob").send(["bob"], [1]));
      await office.arrive();
    };
    await office.ask(office.get("ann").with({ idempotencyKey: "k" }).look(""));
    await office.ask(office.get("bob").send(["ann"], [1]));
    await office.arrive();
    assertEquals(await kinds(), ["answer", "mark"]);
    await time.advance(DAY_MS - 60_000);
    await work();
    assertEquals(await kinds(), ["answer", "mark"]);
    await time.advance(EXPIRE_EVERY_MS);
    await work();
    assertEquals(await kinds(), ["mark"]);
    await time.advance(6 * DAY_MS + MARK_MARGIN_MS + EXPIRE_EVERY_MS);
    await work();
    assertEquals(await kinds(), []);
    assertEquals(office.engine.isActive(CourierProxy, "ann"), true);
  },
);

Deno.test("Expiry.noteCommit() goes on until all are forgotten", async () => {
  const runtime = new SimulatedRuntime();
  const lines: string[] = [];
  const logger = { ...console, warn: (line: string) => void lines.push(line) };
  const asked: number[] = [];
  const counts = [EXPIRE_AT_ONCE, 3, new Error("the disk is gone"), 0];
  const store = {
    expire(now: number): Promise<number> {
      asked.push(now);
      const count = counts.shift()!;
      return count instanceof Error
        ? Promise.reject(count)
        : Promise.resolve(count);
    },
  };
  const expiry = new Expiry(store, { runtime, logger });
  const commit = async (ms: number) => {
    await runtime.advance(ms);
    expiry.noteCommit();
    expiry.noteCommit();
    await runtime.settle();
  };
  await commit(EXPIRE_EVERY_MS - 1);
  await commit(1);
  await commit(1);
  await commit(1);
  await commit(EXPIRE_EVERY_MS);
  await commit(EXPIRE_EVERY_MS);
  const every = EXPIRE_EVERY_MS;
  assertEquals(asked, [every, every + 1, 2 * every + 2, 3 * every + 2]);
  assertEquals(lines, ["Forgetting expired rows failed: the disk is gone"]);
});
