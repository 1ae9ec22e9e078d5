import { assertEquals } from "@std/assert";
import { CallError, ExpectedError } from "@backstage/actors";
import { Delivery } from "../../src/actor/durable/outbox/delivery.ts";
import {
  Outbox,
  type OutboxSend,
} from "../../src/actor/durable/outbox/outbox.ts";
import { KEEP_MARKS_MS, SENDS_ON_THEIR_WAY } from "../../src/base/limits.ts";
import type { OutcomeListener } from "../../src/envelope/replies/lazy_outcome.ts";

/** A send that is on its way. */
interface Posted {
  readonly send: OutboxSend;
  readonly after: number;
  readonly listener: OutcomeListener;
}

/** What an outbox is delivered to: the test says what becomes of each. */
class Post {
  now = 1_000;
  posted: Posted[] = [];
  readonly parked: [number, string | null][] = [];
  readonly failed: number[] = [];
  readonly delayed: [number, number][] = [];
  timers: { at: number; callback: () => void }[] = [];
  changes = 0;
  readonly commits: (() => void)[] = [];
  readonly outbox = new Outbox(null, () => "line");
  readonly delivery = new Delivery(this.outbox, {
    now: () => this.now,
    post: (send, after, listener) => {
      this.posted.push({ send, after, listener });
    },
    wait: (delayMs, callback) => {
      const timer = { at: this.now + delayMs, callback };
      this.timers.push(timer);
      return () => {
        this.timers = this.timers.filter((other) => other !== timer);
      };
    },
    noteChanged: () => this.changes++,
    noteFailed: (_send, _error, delayMs) => void this.failed.push(delayMs),
    noteDelayed: ({ sequence }, _error, delayMs) => {
      this.delayed.push([sequence, delayMs]);
    },
    noteParked: ({ sequence, parked }) => {
      this.parked.push([sequence, parked]);
    },
    noteArrived: () => {},
    afterCommit: (callback) => void this.commits.push(callback),
  });

  send(id = "7"): OutboxSend {
    const send = this.outbox.add({
      to: { type: "Cart", id },
      method: "add",
      payload: Uint8Array.of(1),
      key: null,
      carried: null,
      sentAt: this.now,
    });
    this.delivery.send(send);
    return send;
  }

  /** Takes what is on its way: the number, and that of the one before. */
  take(): [number, number][] {
    return this.posted.map(({ send, after }) => [send.sequence, after]);
  }

  /** Ends what is on its way, in its order. */
  end(...errors: unknown[]): void {
    const posted = this.posted.splice(0, errors.length);
    for (const [at, { listener }] of posted.entries()) {
      if (errors[at] === null) listener.settle(undefined);
      else listener.fail(errors[at]);
    }
  }

  /** Commits what has changed. */
  commit(): void {
    for (const callback of this.commits.splice(0)) callback();
  }

  /** Lets the next timer fire; returns how long that took. */
  pass(): number {
    const [next] = this.timers.toSorted((one, other) => one.at - other.at);
    if (next === undefined) throw new Error("No time is waited for");
    this.timers = this.timers.filter((timer) => timer !== next);
    const passed = next.at - this.now;
    this.now = next.at;
    next.callback();
    return passed;
  }
}

const early = new CallError("early", {
  code: "out-of-order",
  outcome: "not-run",
});
const full = new CallError("full", { code: "inbox-full", outcome: "not-run" });

Deno.test("Delivery.send() names the send before it to the receiver", () => {
  const post = new Post();
  for (const id of ["a", "b", "a", "b", "a"]) post.send(id);
  assertEquals(post.take(), [[1, 0], [2, 0], [3, 1], [4, 2], [5, 3]]);
  post.end(null, null);
  post.send("a");
  assertEquals(post.take().at(-1), [6, 5]);
  assertEquals(post.outbox.size, 4);
});

Deno.test("Delivery.send() has only so many on their way", () => {
  const post = new Post();
  for (let at = 0; at < SENDS_ON_THEIR_WAY + 10; at++) post.send();
  assertEquals(post.posted.length, SENDS_ON_THEIR_WAY);
  post.end(null, null, null);
  assertEquals(post.posted.length, SENDS_ON_THEIR_WAY);
  const last = SENDS_ON_THEIR_WAY + 3;
  assertEquals(post.take().at(-1), [last, last - 1]);
});

Deno.test("Delivery.send() sends all again from the one that failed", () => {
  const post = new Post();
  for (let at = 0; at < 3; at++) post.send();
  post.end(null, new Error("broken"));
  post.send();
  assertEquals(post.take(), [[3, 2]]);
  post.end(early);
  assertEquals([post.take(), post.failed], [[], [1_000]]);
  assertEquals(post.delivery.findWakeAt(), 2_000);
  assertEquals(post.pass(), 1_000);
  assertEquals(post.take(), [[2, 0], [3, 2], [4, 3]]);
});

Deno.test("Delivery.send() parks what its receiver fails on 10 times", () => {
  const post = new Post();
  post.send();
  post.send();
  const pauses: number[] = [];
  for (let tries = 1; tries < 10; tries++) {
    post.end(new Error("broken"), early);
    pauses.push(post.pass() / 1_000);
  }
  assertEquals(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256]);
  post.end(new Error("broken"), early);
  const reason = "its receiver has failed on it 10 times, at last with: " +
    "Error: broken";
  assertEquals(post.parked, [[1, reason]]);
  // Sent before that is sure, the second would make the first seem taken.
  assertEquals(post.take(), []);
  post.commit();
  assertEquals([post.take(), post.timers.length], [[[2, 0]], 0]);
  post.end(null);
  assertEquals([post.outbox.size, post.outbox.unparked], [1, 0]);
  assertEquals(post.delivery.isUnderWay, false);
});

Deno.test("Delivery.send() counts no try when the receiver did not run", () => {
  const post = new Post();
  const send = post.send();
  const pauses: number[] = [];
  for (let tries = 0; tries < 12; tries++) {
    post.end(full);
    pauses.push(post.pass() / 1_000);
  }
  assertEquals(pauses.slice(0, 3), [1, 2, 4]);
  assertEquals(pauses.slice(-2), [300, 300]);
  assertEquals([send.tries, post.parked], [0, []]);
  assertEquals(post.delayed, [[1, 1_000]]);
});

Deno.test("Delivery.send() goes on at once when some were taken", () => {
  const post = new Post();
  for (let at = 0; at < 3; at++) post.send();
  post.end(null, full, early);
  assertEquals([post.take(), post.timers.length], [[[2, 0], [3, 2]], 0]);
});

Deno.test("Delivery.send() takes a refusal on purpose for an answer", () => {
  const post = new Post();
  post.send();
  post.end(new ExpectedError("no seat is left", { code: "sold-out" }));
  assertEquals([post.outbox.size, post.timers.length], [0, 0]);
});

Deno.test("Delivery.send() loses none when one behind it fails first", () => {
  const post = new Post();
  post.send();
  post.send().tries = 9;
  const bad = new CallError("bad", { code: "codec", outcome: "not-run" });
  const [, second] = post.posted;
  post.posted.pop();
  second!.listener.fail(bad);
  post.end(full);
  assertEquals([post.parked, post.outbox.size], [[], 2]);
  post.pass();
  assertEquals(post.take(), [[1, 0]]);
  post.end(null);
  assertEquals(post.parked.map(([sequence]) => sequence), [2]);
});

Deno.test("Delivery.send() parks what is a week old, and goes on", () => {
  const post = new Post();
  post.send();
  post.end(full);
  post.now += KEEP_MARKS_MS - 1;
  post.send();
  post.now++;
  post.timers[0]!.callback();
  assertEquals(post.parked, [[
    1,
    "it was not taken within 7 days, and might be taken twice",
  ]]);
  post.commit();
  assertEquals(post.take(), [[2, 0]]);
});

Deno.test("Delivery.begin() sends what a record holds, but none parked", () => {
  const post = new Post();
  post.outbox.park(post.send(), "it failed");
  post.delivery.end();
  post.posted = [];
  const stored = new Outbox(post.outbox.toStored(), () => "line");
  assertEquals([stored.size, stored.unparked], [1, 0]);
  for (const id of ["a", "b"]) post.send(id);
  post.delivery.end();
  post.posted = [];
  post.delivery.begin();
  assertEquals(post.take(), [[2, 0], [3, 0]]);
});

Deno.test("Delivery.end() hears of none that are on their way", () => {
  const post = new Post();
  post.send();
  post.send("b");
  const { changes } = post;
  const [first] = post.posted.splice(0, 1);
  post.end(full);
  post.delivery.end();
  first!.listener.settle(undefined);
  assertEquals([post.timers.length, post.changes], [0, changes]);
  assertEquals(post.outbox.size, 2);
});

Deno.test("Delivery.findWakeAt() is soon for what may be sent again", () => {
  const post = new Post();
  assertEquals(post.delivery.findWakeAt(), null);
  post.outbox.add({
    ...{ to: { type: "Cart", id: "7" }, method: "add", sentAt: 1_000 },
    ...{ payload: Uint8Array.of(1), key: null, carried: null },
  });
  assertEquals(post.delivery.findWakeAt(), 2_000);
  post.delivery.begin();
  assertEquals(post.delivery.findWakeAt(), 2_000);
  post.end(null);
  assertEquals(post.delivery.findWakeAt(), null);
});

Deno.test("Delivery.send() waits for a park's commit with nothing else", () => {
  const post = new Post();
  post.send().tries = 9;
  post.end(new Error("broken"));
  assertEquals(post.parked.length, 1);
  post.send();
  // Taken before that is sure, it would make the first seem taken.
  assertEquals(post.take(), []);
  post.commit();
  assertEquals(post.take(), [[2, 0]]);
});

Deno.test("Delivery.send() keeps a short reason of what was thrown", () => {
  const post = new Post();
  post.send().tries = 9;
  post.end(new Error("x".repeat(100_000)));
  assertEquals(post.parked[0]![1]!.length < 1_000, true);
});
