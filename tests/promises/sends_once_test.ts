import { assertEquals } from "@std/assert";
import { SafeProxy } from "../cast/generated/safe_proxy.gen.ts";
import { keysOf, makeTask, safeOf } from "../support/safes.ts";
import { simulatePromise } from "../support/simulated_promise.ts";

const FAULTS = {
  crash: 0.05,
  throwBefore: 0.05,
  throwAfter: 0.05,
  "store:slow": 0.3,
  "store:lost-commit": 0.05,
};
const SENDS = 8;

simulatePromise(
  "promise 20: durable actors send exactly once, in order",
  { faults: FAULTS, actors: [SafeProxy] },
  async (play) => {
    for (let key = 0; key < SENDS; key++) {
      const task = makeTask(key, "add");
      const send = { deed: "send", to: "v1", task } as const;
      const sending = safeOf(play.engine, "v0").run(makeTask(key, send));
      await play.rest();
      // Whether it is sent is as whether its turn is kept.
      await sending.catch(() => {});
    }
    await play.calm();
    const sent = keysOf(await safeOf(play.engine, "v0").read());
    const taken = keysOf(await safeOf(play.engine, "v1").read());
    assertEquals(taken, sent);
  },
);
