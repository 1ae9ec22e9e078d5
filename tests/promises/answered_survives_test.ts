import { assert, assertEquals } from "@std/assert";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { simulatePromise } from "../support/simulated_promise.ts";

const FAULTS = {
  crash: 0.05,
  "store:slow": 0.3,
  "store:failed-commit": 0.05,
  "store:lost-commit": 0.05,
};

simulatePromise(
  "promise 19: what was answered survives each crash",
  { faults: FAULTS, actors: [LedgerProxy] },
  async (play) => {
    const find = () => play.engine.getActor(LedgerProxy, "ann");
    const told: string[] = [];
    for (let count = 0; count < 12; count++) {
      const deposits = ["a", "b"].map(async (name) => {
        const note = `${name}${count}`;
        const cents = await find().deposit(1, note);
        told[cents - 1] = note;
      });
      const settled = Promise.allSettled(deposits);
      await play.rest();
      await settled;
    }
    await play.calm();
    const { cents, notes } = await find().read();
    assertEquals(cents, notes.length);
    // Those that were told are where they were told to be.
    for (const [at, note] of told.entries()) {
      assert(note === undefined || notes[at] === note, `${at}: ${notes}`);
    }
  },
);
