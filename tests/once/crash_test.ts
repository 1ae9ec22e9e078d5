import { assert, assertEquals } from "@std/assert";
import { takings } from "../cast/courier.ts";
import { type Stage, testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

/** More moments than the program below has. */
const MOMENTS = 60;
const FAILS_ONCE = 2;

/** Sends, fails once, and pays under a key; nothing of it is waited for. */
function begin(office: Office): void {
  let hasFailed = false;
  takings.set("bob", (tag) => {
    if (tag !== FAILS_ONCE || hasFailed) return;
    hasFailed = true;
    throw new Error("not yet");
  });
  const ignore = (): void => {};
  const ann = office.get("ann");
  ann.send(["bob", "cid"], [1, 11, FAILS_ONCE, 12]).catch(ignore);
  ann.send(["ann", "bob"], [21, 3]).catch(ignore);
  office.get("cid").with({ idempotencyKey: "k" }).pay(5, "").catch(ignore);
  office.get("bob").sendKeyed("cid", 6, "l").catch(ignore);
}

/** What of some tags was sent by turns that are stored. */
function keep(posted: readonly number[], tags: readonly number[]): number[] {
  return tags.filter((tag) => posted.includes(tag));
}

/** Checks what has survived; returns how much was sent for good. */
async function check(stage: Stage, office: Office): Promise<number> {
  // What is left is brought without anybody asking.
  await stage.simulated!.advance(60_000);
  const { posted, taken: own } = await office.read("ann");
  assert([0, 4, 6].includes(posted.length), `${posted}`);
  assertEquals(own, keep(posted, [21]));
  assertEquals(await office.taken("bob"), keep(posted, [1, FAILS_ONCE, 3]));
  const cid = office.get("cid");
  await office.ask(cid.with({ idempotencyKey: "k" }).pay(5, ""));
  await office.ask(cid.with({ idempotencyKey: "l" }).pay(6, "sent"));
  const taken = await office.taken("cid");
  assertEquals(taken.filter((tag) => tag > 9), keep(posted, [11, 12]));
  assertEquals(taken.filter((tag) => tag < 9).toSorted(), [5, 6]);
  return posted.length;
}

for (const during of ["before", "partly", "after"] as const) {
  testOnBothWires(
    `promises 20 and 21 hold at a crash at any moment (${during})`,
    async (stage) => {
      const seen = new Set<number>();
      for (let moment = 0; moment < MOMENTS; moment++) {
        const office = new Office(stage);
        begin(office);
        for (let left = moment; left > 0; left--) {
          await stage.simulated!.advanceToNext();
        }
        try {
          seen.add(await check(stage, office.crash({ during })));
        } catch (cause) {
          throw new Error(`moment ${moment}`, { cause });
        } finally {
          takings.clear();
        }
      }
      assert(seen.has(0) && seen.has(6), "no crash came between");
    },
  );
}
