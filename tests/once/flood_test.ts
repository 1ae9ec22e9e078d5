import { assert, assertEquals, assertMatch } from "@std/assert";
import { takings } from "../cast/courier.ts";
import { testInRealTime, testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

const SENDS = 100_000;
const SENDS_PER_TURN = 100;

testInRealTime(
  "100,000 sends of one actor arrive, and its record stays small",
  async (stage) => {
    const office = new Office(stage);
    const tags = Array.from({ length: SENDS_PER_TURN }, (_, at) => at);
    let largest = 0;
    for (let sent = 0; sent < SENDS; sent += 20 * SENDS_PER_TURN) {
      const turns = Array.from(
        { length: 20 },
        () => office.get("ann").count("bob", tags),
      );
      await office.ask(Promise.all(turns));
      await office.arrive();
      const [info] = await office.ask(office.store.list({ limit: 1 }));
      largest = Math.max(largest, info!.size);
    }
    assertEquals(await office.ask(office.get("bob").counted()), SENDS);
    assert(largest < 500_000, `${largest} bytes`);
  },
);

testOnBothWires(
  "A turn fails that sends more than its record can hold",
  async (stage) => {
    const office = new Office(stage, undefined, { maxRecordBytes: 6_000 });
    takings.set("bob", () => Promise.reject(new Error("not yet")));
    const tags = Array.from({ length: 30 }, (_, at) => at);
    const ann = office.get("ann");
    await office.ask(ann.pass("bob", tags));
    await office.ask(ann.pass("bob", tags));
    const error = await office.askError(ann.pass("bob", [...tags, ...tags]));
    assertEquals(error.name, "RecordTooLargeError");
    assertMatch(error.message, /of these, outbox has/);
    assertMatch(
      error.message,
      /its record would have \d+ bytes, at most 6000/,
    );
    takings.clear();
    await stage.simulated!.advance(60_000);
    assertEquals(await office.taken("bob"), [...tags, ...tags]);
    await office.ask(ann.pass("bob", [7]));
  },
);
