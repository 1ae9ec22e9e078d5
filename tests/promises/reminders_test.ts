import { assertEquals } from "@std/assert";
import { onChime } from "../cast/chimer.ts";
import { Chance } from "../support/chance.ts";
import { testTimedPromise } from "../support/promises.ts";
import { Chimes, MINUTE } from "../reminders/chimes.ts";

testTimedPromise(
  "promise 22: a reminder fires though its process has ended",
  async (stage) => {
    const chimes = new Chimes(stage);
    await chimes.finish(chimes.at("a").set("x", { at: MINUTE }, "x"));
    chimes.crash();
    await chimes.advanceTo(2 * MINUTE);
    assertEquals(await chimes.heard(), [`${MINUTE} x`]);
    chimes.crash();
    await chimes.advance(MINUTE);
    assertEquals(await chimes.heard(), [`${MINUTE} x`]);
  },
);

testTimedPromise(
  "promise 22: no tick is lost or done twice, wherever processes end",
  async (stage) => {
    const chimes = new Chimes(stage);
    const chance = new Chance(stage.seed);
    const minutes = 40;
    const a = chimes.at("a");
    const options = { everyMs: MINUTE, missed: "all" } as const;
    await chimes.finish(a.set("x", options, "x"));
    while (chimes.now < minutes * MINUTE) {
      await chimes.advance(chance.below(2 * MINUTE));
      // In the middle of commits, too: what is held is not stored.
      if (chance.below(2) === 0) chimes.store.hold();
      await chimes.advance(chance.below(MINUTE));
      chimes.crash(chance.pick(["after", "before"]));
    }
    await chimes.advance(1_000);
    const [reminder] = await chimes.list();
    const heard = await chimes.heard();
    // As many turns have counted as ticks were due by now.
    assertEquals(heard.length, Math.floor(chimes.now / MINUTE));
    assertEquals(
      reminder!.dueAt,
      reminder!.setAt + MINUTE * (heard.length + 1),
    );
  },
);

testTimedPromise(
  "promise 22: what a reminder's turn has changed is undone if it fails",
  async (stage) => {
    const chimes = new Chimes(stage);
    let tries = 0;
    onChime.set("x", () => {
      if (++tries < 4) throw new Error("not yet");
    });
    await chimes.finish(chimes.at("a").set("x", { at: MINUTE }, "x"));
    await chimes.advanceTo(2 * MINUTE);
    assertEquals(tries, 4);
    assertEquals(await chimes.heard(), [`${MINUTE + 7_000} x`]);
  },
);
