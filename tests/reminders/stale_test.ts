import { Engine } from "@backstage/actors";
import { cron } from "@backstage/actors/cron";
import { memoryStore } from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import type { StoredReminder } from "../../src/store/record.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { type Stage, testOnBothWires } from "../support/stage.ts";
import { Chimes, HOUR, SECOND } from "./chimes.ts";

/** Begins with an actor whose reminder another version of its class has set. */
async function beginWith(
  stage: Stage,
  change: Partial<StoredReminder>,
): Promise<Chimes> {
  const store = memoryStore();
  const reminder: StoredReminder = {
    name: "old",
    method: "chime",
    // The text "x", as standard CBOR.
    payload: new Uint8Array([0x61, 0x78]),
    schedule: { kind: "at", at: HOUR },
    missed: "once",
    setAt: 0,
    dueAt: HOUR,
    tries: 0,
    retryAt: null,
    parked: null,
    ...change,
  };
  const record = { states: [], outbox: null, reminders: [reminder] };
  const bytes = encodeRecord(record);
  const actor = { type: "Chimer", id: "a" };
  const write = { bytes, wakeAt: HOUR };
  await store.commit([{ actor, expected: 0, record: write }]);
  return new Chimes(stage, {}, store);
}

testOnBothWires("A reminder is read as it was stored", async (stage) => {
  const chimes = await beginWith(stage, {});
  await chimes.advanceTo(2 * HOUR);
  assertEquals(await chimes.heard(), [`${HOUR} x`]);
});

testOnBothWires("A reminder of a lost method is parked", async (stage) => {
  const chimes = await beginWith(stage, { method: "toll" });
  await chimes.advanceTo(2 * HOUR);
  const [reminder] = await chimes.list();
  assertEquals(
    reminder?.parked,
    'Cannot call "Chimer.toll": there is no such method any more',
  );
  const told = stage.lines.filter((line) => line.includes("cannot fire"));
  assertEquals(told.length, 10);
});

testOnBothWires("A reminder that fits no more is parked", async (stage) => {
  const chimes = await beginWith(stage, { payload: new Uint8Array([1]) });
  await chimes.advanceTo(2 * HOUR);
  const [reminder] = await chimes.list();
  assert(reminder!.parked!.includes("expected string"), `${reminder!.parked}`);
  assertEquals(await chimes.heard(), []);
});

testOnBothWires("A cron reminder waits for what reads it", async (stage) => {
  const schedule = {
    kind: "cron",
    cron: "0 * * * *",
    timeZone: "UTC",
  } as const;
  const chimes = await beginWith(stage, { schedule });
  await chimes.finish(chimes.engine.stop());
  const { store } = chimes;
  const open = (options: { cron?: typeof cron }): Engine =>
    chimes.engine = stage.open({ store, actors: [ChimerProxy], ...options });
  const without = open({});
  await chimes.advanceTo(5 * HOUR + 30 * 60 * SECOND);
  assertEquals(await chimes.heard(), []);
  const told = stage.lines.find((line) => line.includes("cannot fire"))!;
  assert(told.includes('give it { cron } of "@backstage/actors/cron"'), told);
  await chimes.finish(without.stop());
  open({ cron });
  await chimes.advanceTo(7 * HOUR + SECOND);
  const heard = (await chimes.heard()).map((line) => parseInt(line));
  // Soon after it can be read, and then as it says.
  assertEquals(heard.slice(1), [6 * HOUR, 7 * HOUR]);
  assert(heard[0]! < 5 * HOUR + 36 * 60 * SECOND, `${heard}`);
});
