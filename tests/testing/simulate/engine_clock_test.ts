import { assert, assertEquals } from "@std/assert";
import { Chance } from "../../../src/testing/simulate/chance.ts";
import { Clock } from "../../../src/testing/simulate/clock.ts";
import { EngineClock } from "../../../src/testing/simulate/engine_clock.ts";

function makeClock(): Clock {
  const chance = new Chance(1, 0);
  return new Clock({
    random: () => chance.next(),
    choose: () => 0,
    mayRun: () => true,
  }, 0);
}

/** Lets time pass, and all fire that is due by then. */
function pass(clock: Clock, ms: number): void {
  const end = clock.now() + ms;
  do {
    while (clock.fireImmediates()) { /* They may set others. */ }
  } while (clock.moveOn(end, () => 0));
}

Deno.test("EngineClock.setTimer() is never early by its clock", () => {
  const chance = new Chance(7, 0);
  for (let at = 0; at < 2_000; at++) {
    const clock = makeClock();
    const rate = 0.99 + chance.next() * 0.02;
    const aheadMs = chance.next() * 500;
    const own = new EngineClock(clock, { rate, aheadMs });
    pass(clock, chance.below(100_000));
    const delayMs = 1 + chance.below(30_000);
    const dueAt = own.now() + delayMs;
    let firedAt = -1;
    own.setTimer(delayMs, () => firedAt = own.now());
    pass(clock, 40_000);
    assert(firedAt >= dueAt, `${firedAt} is before ${dueAt}`);
    assert(firedAt < dueAt + 3, `${firedAt} is long after ${dueAt}`);
  }
});

Deno.test("EngineClock.goOn() brings what came meanwhile, one by one", () => {
  const clock = makeClock();
  const own = new EngineClock(clock);
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(what);
  own.setTimer(5, note("timer 5"));
  own.setTimer(3, note("timer 3"));
  own.setTimer(20, note("timer 20"));
  own.halt();
  assertEquals(own.isStill, true);
  own.pass(note("packet 1"));
  own.pass(note("packet 2"));
  own.awaitIo(note("turn"));
  pass(clock, 10);
  assertEquals([seen, own.now(), clock.isPaused], [[], 10, false]);
  own.goOn(() => 0);
  assertEquals([own.isStill, clock.isPaused], [false, true]);
  // What comes now is behind what came before.
  own.pass(note("packet 3"));
  clock.fireImmediates();
  assertEquals(seen, ["timer 3"]);
  pass(clock, 0);
  const packets = ["packet 1", "packet 2", "packet 3"];
  assertEquals(seen, ["timer 3", "timer 5", ...packets]);
  pass(clock, 10);
  assertEquals(seen.at(-1), "timer 20");
});

Deno.test("EngineClock.goOn() fires no timer that was cancelled", () => {
  const clock = makeClock();
  const own = new EngineClock(clock);
  const seen: string[] = [];
  const timer = own.setTimer(5, () => void seen.push("cancelled"));
  own.halt();
  own.pass(() => timer.cancel());
  pass(clock, 10);
  // What came from outside has its turn before the timer.
  own.goOn(() => 1);
  pass(clock, 10);
  assertEquals(seen, []);
});

Deno.test("EngineClock.end() lets nothing go on any more", () => {
  const clock = makeClock();
  const own = new EngineClock(clock);
  const seen: string[] = [];
  const note = (): void => void seen.push("late");
  own.setTimer(5, note);
  own.awaitIo(note);
  own.halt();
  own.pass(note);
  own.end();
  own.goOn(() => 0);
  own.pass(note);
  own.setTimer(1, note);
  own.awaitIo(note);
  assertEquals([own.hasEnded, own.isStill], [true, false]);
  assertEquals([clock.isPaused, own.mayRun(() => "")], [false, false]);
  pass(clock, 100);
  assertEquals(seen, []);
});
