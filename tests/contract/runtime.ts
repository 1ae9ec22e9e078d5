import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
} from "@std/assert";
import type { Runtime } from "../../src/base/runtime.ts";
import { makeUuid } from "../../src/base/uuid.ts";
import { type Contract, testContract } from "./contract.ts";

/** A runtime under test. */
export interface RuntimeSubject {
  readonly runtime: Runtime;
  /** Lets so much of its time pass. */
  pass(ms: number): Promise<void>;
}

/** A clock of whole milliseconds may be that much behind a timer. */
const RESOLUTION_MS = 1;
/** When a clause gives up waiting. */
const PATIENCE_MS = 5_000;

/** Registers the tests that every {@linkcode Runtime} must pass. */
export function testRuntime(name: string, open: () => RuntimeSubject): void {
  testContract(name, RUNTIME_CONTRACT, open);
}

/** What the engine takes for granted of time and chance. */
export const RUNTIME_CONTRACT: Contract<RuntimeSubject> = {
  async "now() never runs backwards while timers and jobs run"(subject) {
    const { runtime } = subject;
    const times = [runtime.now()];
    const note = (): void => void times.push(runtime.now());
    runtime.defer(note);
    for (const delayMs of [0, 3, 1, 2]) runtime.setTimer(delayMs, note);
    await subject.pass(4);
    note();
    assertEquals(times.length, 7);
    assert(times.every(Number.isFinite));
    assertEquals(times, times.toSorted((a, b) => a - b));
    assertGreaterOrEqual(times.at(-1)! - times[0]!, 4 - RESOLUTION_MS);
  },

  async "setTimer() fires once and not before its delay"(subject) {
    const { runtime } = subject;
    const start = runtime.now();
    const fired: number[] = [];
    runtime.setTimer(5, () => void fired.push(runtime.now()));
    assertEquals(fired, [], "it fired within the call");
    await subject.pass(5);
    await subject.pass(6);
    assertEquals(fired.length, 1);
    assertGreaterOrEqual(fired[0]!, start + 5 - RESOLUTION_MS);
  },

  async "setTimer() fires by due time, equal ones as they were set"(subject) {
    const fired: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const set = (delayMs: number, name: string): void => {
      subject.runtime.setTimer(delayMs, () => {
        if (fired.push(name) === 4) resolve();
      });
    };
    set(60, "late");
    set(2, "early");
    set(60, "late too");
    set(2, "early too");
    // Far apart: a busy machine may set the last one a while after the first.
    await Promise.all([subject.pass(62), promise]);
    assertEquals(fired, ["early", "early too", "late", "late too"]);
  },

  async "setTimer() with no delay needs no time to pass"(subject) {
    const { runtime } = subject;
    const fired: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    runtime.setTimer(0, () => void fired.push("first"));
    runtime.setTimer(0, () => {
      fired.push("second");
      resolve();
    });
    assertEquals(fired, [], "it fired within the call");
    await promise;
    assertEquals(fired, ["first", "second"]);
  },

  async "setTimer() takes timers that a timer sets"(subject) {
    const { runtime } = subject;
    const fired: string[] = [];
    runtime.setTimer(2, () => {
      fired.push("outer");
      runtime.setTimer(0, () => void fired.push("next"));
      runtime.setTimer(2, () => void fired.push("inner"));
    });
    await subject.pass(2);
    await subject.pass(3);
    assertEquals(fired, ["outer", "next", "inner"]);
  },

  async "cancel() keeps a timer from firing, whatever its delay"(subject) {
    const { runtime } = subject;
    const fired: string[] = [];
    for (const delayMs of [0, 1, 3]) {
      runtime.setTimer(delayMs, () => void fired.push("never")).cancel();
    }
    // Both are due by then: the first one to run still has its word.
    runtime.setTimer(2, () => {
      fired.push("canceller");
      victim.cancel();
    });
    const victim = runtime.setTimer(2, () => void fired.push("victim"));
    await subject.pass(5);
    assertEquals(fired, ["canceller"]);
  },

  async "cancel() is harmless when it comes late, or twice"(subject) {
    const { runtime } = subject;
    let fired = 0;
    const timer = runtime.setTimer(1, () => void fired++);
    const kept = runtime.setTimer(2, () => void fired++);
    await subject.pass(1);
    await subject.pass(2);
    timer.cancel();
    timer.cancel();
    kept.cancel();
    assertEquals(fired, 2);
  },

  async "unref() leaves a timer as it is while the process lives"(subject) {
    const { runtime } = subject;
    let fired = 0;
    for (const delayMs of [0, 2]) {
      runtime.setTimer(delayMs, () => void fired++).unref?.();
    }
    // The platform may take its time with what does not keep it alive.
    for (let ms = 0; fired < 2 && ms < PATIENCE_MS; ms++) await subject.pass(1);
    assertEquals(fired, 2);
  },

  async "defer() calls back in order, before any timer"(subject) {
    const { runtime } = subject;
    const called: string[] = [];
    const note = (name: string) => () => void called.push(name);
    await new Promise<void>((resolve) => {
      runtime.setTimer(0, () => {
        called.push("timer");
        resolve();
      });
      runtime.defer(() => {
        called.push("first");
        runtime.defer(note("nested"));
      });
      runtime.defer(note("second"));
      called.push("now");
    });
    assertEquals(called, ["now", "first", "second", "nested", "timer"]);
  },

  async "awaitIo() calls back once, when the event loop goes round"(subject) {
    const { runtime } = subject;
    const called: string[] = [];
    const awaitIo = (callback: () => void): void => {
      // What the scheduler does where a runtime has none of its own.
      if (runtime.awaitIo === undefined) runtime.setTimer(0, callback);
      else runtime.awaitIo(callback);
    };
    runtime.setTimer(0, () => void called.push("timer"));
    await new Promise<void>((resolve) => {
      awaitIo(() => {
        called.push("io");
        resolve();
      });
      runtime.defer(() => void called.push("job"));
    });
    await subject.pass(2);
    assertEquals(called, ["job", "timer", "io"]);
  },

  "random() stays from 0 up to 1, and varies"({ runtime }) {
    const numbers = Array.from({ length: 1_000 }, () => runtime.random());
    for (const number of numbers) {
      assertGreaterOrEqual(number, 0);
      assertLess(number, 1);
    }
    assertGreater(new Set(numbers).size, 900);
    assertGreater(numbers.filter((number) => number < 0.5).length, 300);
    assertGreater(numbers.filter((number) => number >= 0.5).length, 300);
  },

  "randomUUID() makes a UUID of version 4, each another"({ runtime }) {
    const ids = Array.from({ length: 100 }, () => makeUuid(runtime));
    for (const id of ids) {
      assertMatch(id, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      assertMatch(id, /^.{14}4.{4}[89ab]/);
    }
    assertEquals(new Set(ids).size, ids.length);
  },

  "choose() picks one of those that are ready"({ runtime }) {
    for (let ready = 1; ready < 20; ready++) {
      const actorAt = (index: number) => ({ type: "Actor", id: `${index}` });
      const chosen = runtime.choose?.(ready, actorAt) ?? 0;
      assert(Number.isInteger(chosen));
      assertGreaterOrEqual(chosen, 0);
      assertLess(chosen, ready);
    }
  },
};
