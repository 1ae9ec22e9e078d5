import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertMatch } from "@std/assert";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import type { StoredSend } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { type Stage, testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

const ann = { type: "Courier", id: "ann" };
const bob = { type: "Courier", id: "bob" };

/** Opens an office of an actor that has sent before a deploy. */
async function open(
  stage: Stage,
  sends: readonly Partial<StoredSend>[],
): Promise<Office> {
  const store = memoryStore();
  const stored = sends.map((send, at): StoredSend => ({
    to: bob,
    method: "take",
    payload: encodeValue(at),
    key: null,
    carried: null,
    sequence: at + 1,
    sentAt: stage.simulated!.now(),
    tries: 0,
    parked: null,
    ...send,
  }));
  const outbox = { line: "c0ffee", next: stored.length + 1, sends: stored };
  const bytes = encodeRecord({ states: [], outbox, reminders: [] });
  const office = new Office(stage, store, {
    actors: [CourierProxy, CounterProxy],
  });
  const record = { bytes, wakeAt: 0 };
  await office.ask(store.commit([{ actor: ann, expected: 0, record }]));
  await office.read("ann");
  await stage.simulated!.advance(3_600_000);
  return office;
}

async function readReasons(office: Office): Promise<(string | null)[]> {
  const stored = await office.ask(office.store.load(ann));
  return decodeRecord(stored!.bytes).outbox!.sends
    .map(({ parked }) => parked);
}

testOnBothWires(
  "A send whose method is gone is parked, and those behind it go on",
  async (stage) => {
    const office = await open(stage, [{}, { method: "gone" }, {}]);
    const [reason, ...others] = await readReasons(office);
    assertMatch(reason!, /Cannot call "Courier\/bob"\.gone: the actor has no/);
    assertEquals([others, await office.taken("bob")], [[], [0, 2]]);
  },
);

testOnBothWires(
  "A send whose payload does not fit any more is parked",
  async (stage) => {
    const office = await open(stage, [{ payload: encodeValue("one") }, {}]);
    const [reason] = await readReasons(office);
    assertMatch(reason!, /expected number, got string/);
    assertEquals(await office.taken("bob"), [1]);
  },
);

testOnBothWires(
  "A send to a class that is not durable any more is parked, and not run",
  async (stage) => {
    const to = { type: "Counter", id: "c" };
    const office = await open(stage, [{ to, method: "add" }]);
    const [reason] = await readReasons(office);
    assertMatch(reason!, /its class is not durable any more/);
    const counter = office.engine.getActor(CounterProxy, "c");
    assertEquals(await office.ask(counter.count()), 0);
  },
);
