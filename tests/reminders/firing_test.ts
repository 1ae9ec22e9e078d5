import { type Context, ExpectedError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { testOnBothWires } from "../support/stage.ts";
import { Chimes, HOUR, SECOND } from "./chimes.ts";

testOnBothWires(
  "Context.remind() has a method called in time",
  async (stage) => {
    const chimes = new Chimes(stage);
    const a = chimes.at("a");
    a.set("at", { at: new Date(500) }, "at");
    a.set("in", { inMs: 1_500 }, "in");
    a.set("every", { everyMs: 2_000 }, "every");
    a.set("cron", { cron: "*/3 * * * * *" }, "cron");
    await chimes.advance(6_500);
    assertEquals((await chimes.heard()).toSorted(), [
      "1500 in",
      "2000 every",
      "3000 cron",
      "4000 every",
      "500 at",
      "6000 cron",
      "6000 every",
    ]);
  },
);

testOnBothWires(
  "Context.remind() passes what the method takes",
  async (stage) => {
    const chimes = new Chimes(stage);
    chimes.at("a").setShapes();
    await chimes.advance(100);
    assertEquals(await chimes.heard(), ["10 ring", "20 a 2"]);
  },
);

testOnBothWires("Context.remind() is undone with its turn", async (stage) => {
  const chimes = new Chimes(stage);
  const a = chimes.at("a");
  await chimes.finish(a.set("kept", { at: 5_000 }, "kept"));
  await chimes.finish(assertRejects(() => a.setAndFail("new", { inMs: 10 })));
  await chimes.finish(assertRejects(() => a.setAndFail("kept", { inMs: 10 })));
  await chimes.finish(assertRejects(() => a.forgetAndFail("kept")));
  assertEquals((await chimes.list()).map(({ name }) => name), ["kept"]);
  await chimes.advanceTo(10_000);
  assertEquals(await chimes.heard(), ["5000 kept"]);
});

testOnBothWires(
  "Context.remind() counts once it is committed",
  async (stage) => {
    const chimes = new Chimes(stage);
    await chimes.finish(chimes.at("a").heard());
    chimes.store.hold();
    const set = chimes.at("a").set("soon", { inMs: 0 }, "soon").then(() => {});
    await chimes.advance(5_000);
    assertEquals(onChime.size, 0);
    assertEquals(chimes.store.commits, 0);
    chimes.store.release();
    await chimes.finish(set);
    await chimes.advance(10);
    const [heard = ""] = await chimes.heard();
    assertEquals(parseInt(heard) >= 5_000, true, heard);
  },
);

testOnBothWires(
  "Context.remind() keeps what is set the same",
  async (stage) => {
    const chimes = new Chimes(stage);
    const a = chimes.at("a");
    a.set("x", { everyMs: 10_000 }, "x");
    await chimes.advance(6_000);
    const [before] = await chimes.list();
    const { commits } = chimes.store;
    a.set("x", { everyMs: 10_000 }, "x");
    assertEquals(await chimes.list(), [before!]);
    assertEquals(chimes.store.commits, commits);
    await chimes.advanceTo(12_000);
    a.set("x", { everyMs: 10_000 }, "y");
    await chimes.advanceTo(25_000);
    assertEquals(await chimes.heard(), ["10000 x", "22000 y"]);
  },
);

testOnBothWires("Context.forget() keeps a tick that waits", async (stage) => {
  const chimes = new Chimes(stage);
  const a = chimes.at("a");
  a.set("gone", { inMs: 1_000 }, "gone");
  a.set("changed", { inMs: 1_000 }, "old");
  await chimes.advance(500);
  a.linger(5_000);
  const forgotten = [a.forget("gone"), a.forget("none")];
  a.set("changed", { inMs: 1_000 }, "new");
  assertEquals(await chimes.finish(Promise.all(forgotten)), [true, false]);
  await chimes.advanceTo(20_000);
  assertEquals(await chimes.heard(), ["6500 new"]);
});

testOnBothWires("A reminder's tick may set its own reminder", async (stage) => {
  const chimes = new Chimes(stage);
  let left = 3;
  onChime.set("again", (ctx: Context) => {
    if (--left === 0) return;
    const { chime } = ChimerProxy.Method;
    ctx.remind("again", chime, { inMs: 1_000 }, "again");
  });
  chimes.at("a").set("again", { inMs: 1_000 }, "again");
  await chimes.advance(10_000);
  assertEquals(await chimes.heard(), [
    "1000 again",
    "2000 again",
    "3000 again",
  ]);
  assertEquals(await chimes.list(), []);
});

testOnBothWires("A reminder has one tick on its way", async (stage) => {
  const chimes = new Chimes(stage);
  const began = new Map<string, number[]>();
  for (const missed of ["once", "all", "skip"] as const) {
    began.set(missed, []);
    onChime.set(missed, (ctx) => {
      began.get(missed)!.push(ctx.now());
      // The first ones are slow.
      return ctx.now() < 9_000 ? ctx.sleep(2_500) : undefined;
    });
    chimes.at(missed).set("slow", { everyMs: 1_000, missed }, missed);
  }
  await chimes.advanceTo(13_500);
  const slow = [1_000, 3_500, 6_000, 8_500];
  const soon = [11_000, 12_000, 13_000];
  assertEquals(began.get("once"), [...slow, ...soon]);
  assertEquals(began.get("skip"), [...slow, ...soon]);
  const late = Array.from({ length: 7 }, () => 11_000);
  assertEquals(began.get("all"), [...slow, ...late, 12_000, 13_000]);
});

testOnBothWires("A failed tick is tried again, and parked", async (stage) => {
  const chimes = new Chimes(stage);
  const tries: number[] = [];
  onChime.set("bad", (ctx) => {
    tries.push(ctx.now() - HOUR);
    throw new Error("no paper");
  });
  chimes.at("a").set("bad", { at: HOUR }, "bad");
  await chimes.advanceTo(2 * HOUR);
  const seconds = [0, 1, 3, 7, 15, 31, 63, 127, 255, 511];
  assertEquals(tries, seconds.map((second) => second * SECOND));
  assertEquals(await chimes.heard(), []);
  const [parked] = await chimes.list();
  assertEquals(parked?.parked, "no paper");
  assertEquals([parked?.tries, parked?.retryAt], [10, null]);
  const told = stage.lines.filter((line) => line.includes("is parked"));
  assertEquals(told, [
    'warn Reminder "bad" of "Chimer/a" is parked after 10 tries: no paper',
  ]);
  // It stays so, whatever is begun anew, until it is set otherwise.
  onChime.clear();
  await chimes.restart();
  await chimes.advanceTo(9 * HOUR);
  assertEquals(await chimes.heard(), []);
  chimes.at("a").set("bad", { inMs: 1_000 }, "bad");
  await chimes.advance(5_000);
  assertEquals((await chimes.heard()).length, 1);
});

testOnBothWires("A parked reminder fires with its next tick", async (stage) => {
  const chimes = new Chimes(stage);
  let isBroken = true;
  onChime.set("hourly", () => {
    if (isBroken) throw new Error("no paper");
  });
  chimes.at("a").set("hourly", { everyMs: HOUR }, "hourly");
  await chimes.advanceTo(1.5 * HOUR);
  const [parked] = await chimes.list();
  assertEquals([parked?.parked, parked?.retryAt], ["no paper", 2 * HOUR]);
  isBroken = false;
  await chimes.advanceTo(3.5 * HOUR);
  assertEquals(await chimes.heard(), [
    `${2 * HOUR} hourly`,
    `${3 * HOUR} hourly`,
  ]);
  assertEquals((await chimes.list())[0]?.parked, null);
});

testOnBothWires("A tick that is refused on purpose is done", async (stage) => {
  const chimes = new Chimes(stage);
  onChime.set("no", () => {
    throw new ExpectedError("closed on Sundays", { code: "closed" });
  });
  chimes.at("a").set("no", { everyMs: HOUR }, "no");
  await chimes.advanceTo(2.5 * HOUR);
  const [reminder] = await chimes.list();
  assertEquals([reminder?.dueAt, reminder?.tries], [3 * HOUR, 0]);
  assertEquals(stage.eventsOf("failed"), []);
  assertEquals(stage.eventsOf("expected").length, 2);
});

testOnBothWires("A reminder's turn says what it is", async (stage) => {
  const seen: unknown[] = [];
  const chimes = new Chimes(stage, {
    interceptors: [{
      incoming({ kind, method, caller, payload }, next) {
        seen.push([kind, method, caller, payload]);
        return next();
      },
    }],
  });
  onChime.set("x", (ctx) => {
    const { method, caller, deadline } = ctx.turn;
    seen.push([method, caller, deadline]);
  });
  await chimes.finish(chimes.at("a").set("x", { inMs: 10 }, "x"));
  seen.length = 0;
  await chimes.advance(100);
  assertEquals(seen, [
    ["reminder", "chime", null, "x"],
    ["chime", null, null],
  ]);
});
