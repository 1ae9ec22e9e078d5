import { assertEquals, assertMatch } from "@std/assert";
import { resendParked } from "../../src/actor/durable/resend.ts";
import { viewOf } from "../../src/engine/engine.ts";
import { decodeRecord } from "../../src/store/record_codec.ts";
import { takings } from "../cast/courier.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { type Stage, testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

const ann = { type: "Courier", id: "ann" };

/** Sends tags of which the receiver never takes some. */
async function park(
  stage: Stage,
  office: Office,
  tags: readonly number[],
  bad: readonly number[],
): Promise<void> {
  takings.set("bob", (tag) => {
    if (bad.includes(tag)) throw new Error("never");
  });
  await office.ask(office.get("ann").send(["bob"], [...tags]));
  await stage.simulated!.advance(3_600_000);
  takings.clear();
}

async function listParked(office: Office): Promise<(string | null)[]> {
  const { store } = office;
  const stored = await office.ask(store.load(ann));
  const { outbox } = decodeRecord(stored!.bytes);
  return outbox!.sends.map(({ parked }) => parked);
}

/** Does what an operator does who has mended the receiver. */
function resend(office: Office, sequence: number | null): Promise<number> {
  const { definition } = CourierProxy;
  const choice = sequence === null ? {} : { send: sequence };
  const resent = viewOf(office.engine).operate(
    definition,
    ann.id,
    (durability) => resendParked(durability, choice),
  );
  return office.ask(resent);
}

testOnBothWires(
  "resendParked() sends parked ones behind all others, once",
  async (stage) => {
    const office = new Office(stage);
    await park(stage, office, [1, 2, 3, 4], [1, 3]);
    assertEquals(await office.taken("bob"), [2, 4]);
    const reasons = await listParked(office);
    assertEquals(reasons.length, 2);
    assertMatch(reasons[0]!, /has failed on it 10 times/);
    assertEquals(await resend(office, 3), 1);
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), [2, 4, 3]);
    assertEquals(await resend(office, null), 1);
    assertEquals(await resend(office, null), 0);
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), [2, 4, 3, 1]);
    assertEquals(await listParked(office), []);
  },
);

testOnBothWires(
  "resendParked() wakes the actor, and survives a crash",
  async (stage) => {
    let office = new Office(stage);
    await park(stage, office, [1], [1]);
    office = office.crash();
    assertEquals(await resend(office, null), 1);
    office = office.crash();
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), [1]);
  },
);

testOnBothWires(
  "A send that is a week old is parked, for it might be taken twice",
  async (stage) => {
    let office = new Office(stage);
    takings.set("bob", () => Promise.reject(new Error("not yet")));
    await office.ask(office.get("ann").send(["bob"], [1, 2]));
    await stage.simulated!.advance(10);
    takings.clear();
    // No engine is there for a week.
    office = office.crash({ during: "after" });
    await office.ask(office.engine.stop({ drain: false }));
    await stage.simulated!.advance(7 * 24 * 3_600_000);
    office = new Office(stage, office.store);
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), []);
    for (const reason of await listParked(office)) {
      assertMatch(reason!, /was not taken within 7 days/);
    }
    assertEquals(await resend(office, null), 2);
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), [1, 2]);
  },
);

testOnBothWires(
  "RecordImage.toRecord() leaves what was taken to be written",
  async (stage) => {
    const office = new Office(stage);
    await office.ask(office.get("ann").send(["bob"], [1]));
    await stage.simulated!.advance(100);
    const durability = viewOf(office.engine).findDurability("Courier", "ann")!;
    assertEquals(durability.image.toRecord().outbox?.sends, []);
    assertEquals((await listParked(office)).length, 1);
    await stage.simulated!.advance(5_000);
    assertEquals(await listParked(office), []);
  },
);
