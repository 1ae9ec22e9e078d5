import { simulate } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { SafeProxy } from "../cast/generated/safe_proxy.gen.ts";
import { keysOf, makeTask, safeOf } from "../support/safes.ts";

const FAULTS = {
  crash: 0.05,
  throwBefore: 0.05,
  throwAfter: 0.05,
  "store:slow": 0.3,
  "store:lost-commit": 0.05,
};
const SENDS = 8;
/** Longer than any send is tried. */
const AT_LAST_MS = 3_600_000;

for (const wire of ["auto", "always"] as const) {
  const title = "promise 20: durable actors send exactly once, in order";
  Deno.test(`${title} (wire ${wire})`, async () => {
    const engine = { actors: [SafeProxy] };
    await simulate(
      { seeds: 100, faults: FAULTS, wire, engine },
      async (sim) => {
        for (let key = 0; key < SENDS; key++) {
          const task = makeTask(key, "add");
          const send = { deed: "send", to: "v1", task } as const;
          const sending = safeOf(sim.engine, "v0").run(makeTask(key, send));
          // Whether it is sent is as whether its turn is kept.
          await sending.catch(() => {});
        }
        sim.faults.off();
        await sim.advance(AT_LAST_MS);
        const sent = keysOf(await safeOf(sim.engine, "v0").read());
        const taken = keysOf(await safeOf(sim.engine, "v1").read());
        assertEquals(taken, sent);
      },
    );
  });
}
