import { simulate } from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";

const FAULTS = {
  crash: 0.05,
  "store:slow": 0.3,
  "store:failed-commit": 0.05,
  "store:lost-commit": 0.05,
};

for (const wire of ["auto", "always"] as const) {
  const title = "promise 19: what was answered survives each crash";
  Deno.test(`${title} (wire ${wire})`, async () => {
    await simulate({ seeds: 100, faults: FAULTS, wire }, async (sim) => {
      const find = () => sim.engine.getActor(LedgerProxy, "ann");
      const told: string[] = [];
      for (let count = 0; count < 12; count++) {
        const deposits = ["a", "b"].map(async (name) => {
          const note = `${name}${count}`;
          const cents = await find().deposit(1, note);
          told[cents - 1] = note;
        });
        await Promise.allSettled(deposits);
      }
      sim.faults.off();
      const { cents, notes } = await find().read();
      assertEquals(cents, notes.length);
      // Those that were told are where they were told to be.
      for (const [at, note] of told.entries()) {
        assert(note === undefined || notes[at] === note, `${at}: ${notes}`);
      }
    });
  });
}
