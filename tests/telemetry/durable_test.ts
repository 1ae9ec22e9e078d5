import { observe, type TelemetryOptions } from "@backstage/actors/telemetry";
import type { Engine } from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { takings } from "../cast/courier.ts";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { type Stage, testSimulated } from "../support/stage.ts";
import { FakeMeter } from "../support/telemetry.ts";

/** Watches the metrics of an engine with a store. */
function open(stage: Stage, options: TelemetryOptions = {}): {
  readonly engine: Engine;
  readonly store: MemoryStore;
  readonly fake: FakeMeter;
  readonly telemetry: Disposable;
} {
  const store = memoryStore();
  const actors = [ChimerProxy, CourierProxy, LedgerProxy];
  const engine = stage.open({ store, actors });
  const fake = new FakeMeter();
  const { meter } = fake;
  const telemetry = observe(engine, { meter, spans: false, ...options });
  return { engine, store, fake, telemetry };
}

/** What is collected, by the names of the metrics, of a type or of none. */
function read(fake: FakeMeter, type?: string): Record<string, number> {
  return Object.fromEntries(
    fake.collect()
      .filter(({ attributes }) => attributes["backstage.actor.type"] === type)
      .map(({ name, value }) => [name.replace("backstage.", ""), value]),
  );
}

testSimulated("observe() counts commits, turns and bytes", async (stage) => {
  const { engine, store, fake } = open(stage);
  const ledger = engine.getActor(LedgerProxy, "ann");
  store.hold();
  const deposits = [1, 2, 3].map((cents) => ledger.deposit(cents, "a"));
  store.release();
  await stage.finish(Promise.all(deposits));
  const stored = await stage.finish(
    store.load({ type: "Ledger", id: "ann" }),
  );
  const { length } = stored!.bytes;
  assertEquals(read(fake), {
    "commits": 1,
    "commits.failed": 0,
    "commits.turns": 3,
    "commits.records": 1,
    "commits.bytes": length,
    "turns.uncommitted": 0,
  });
  store.hold();
  const deposit = ledger.deposit(1, "b");
  await stage.settle();
  assertEquals(read(fake)["turns.uncommitted"], 1);
  store.release();
  await stage.finish(deposit);
});

testSimulated(
  "observe() measures commits, and their waits",
  async (stage) => {
    const { engine, store, fake, telemetry } = open(stage);
    const ledger = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ledger.deposit(1, "a"));
    fake.records.length = 0;
    store.hold();
    const first = ledger.deposit(2, "b");
    await stage.simulated!.advance(20);
    const second = ledger.deposit(3, "c");
    await stage.simulated!.advance(30);
    store.release();
    await stage.finish(Promise.all([first, second]));
    const durations = fake.records
      .filter(({ name }) => name.startsWith("backstage.commit."))
      .map(({ name, value }) => [name.replace("backstage.commit.", ""), value]);
    assertEquals(durations, [
      ["duration", 0.05],
      ["wait", 0.05],
      ["records", 1],
      ["duration", 0],
      ["wait", 0.03],
      ["records", 1],
    ]);
    telemetry[Symbol.dispose]();
    await stage.finish(ledger.deposit(1, "d"));
    assertEquals(fake.records.length, 6 + countTurns(fake));
    assertEquals(fake.collect(), []);
  },
);

/** How many figures of turns were recorded. */
function countTurns(fake: FakeMeter): number {
  return fake.records.filter(({ name }) => !name.includes(".commit.")).length;
}

testSimulated(
  "observe() counts sends that wait or are parked",
  async (stage) => {
    const { engine, fake } = open(stage);
    takings.set("bob", () => Promise.reject(new Error("never")));
    await stage.finish(engine.getActor(CourierProxy, "ann").send(["bob"], [1]));
    await stage.simulated!.advance(100);
    const waiting = read(fake, "Courier");
    assertEquals([waiting["sends.waiting"], waiting["sends.parked"]], [1, 0]);
    await stage.simulated!.advance(3_600_000);
    const parked = read(fake, "Courier");
    assertEquals([parked["sends.waiting"], parked["sends.parked"]], [0, 1]);
    takings.clear();
  },
);

testSimulated(
  "observe() counts ticks, late and parked ones",
  async (stage) => {
    const { engine, fake } = open(stage);
    const chimer = engine.getActor(ChimerProxy, "bell");
    await stage.finish(chimer.set("soon", { inMs: 50 }, "ding"));
    await stage.simulated!.advance(100);
    const { "reminders.fired": fired, "reminders.late": none } = read(
      fake,
      "Chimer",
    );
    assertEquals([fired, none], [1, 0]);
    onChime.set("dong", () => {
      throw new Error("never");
    });
    await stage.finish(chimer.set("never", { inMs: 50 }, "dong"));
    await stage.simulated!.advance(3_600_000 * 24);
    const { "reminders.late": late, "reminders.parked": parked } = read(
      fake,
      "Chimer",
    );
    assertEquals([late! > 0, parked], [true, 1]);
    onChime.clear();
  },
);
