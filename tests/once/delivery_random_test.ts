import { assertEquals } from "@std/assert";
import { CallError, ExpectedError } from "@backstage/actors";
import { Delivery } from "../../src/actor/durable/outbox/delivery.ts";
import { judgeSend } from "../../src/actor/durable/once/mark.ts";
import {
  Outbox,
  type OutboxSend,
} from "../../src/actor/durable/outbox/outbox.ts";
import type { SentOnce } from "../../src/envelope/once.ts";
import type { OutcomeListener } from "../../src/envelope/replies/lazy_outcome.ts";
import type { StoredOutbox } from "../../src/store/record.ts";
import { NO_RECORD } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import { Chance } from "../support/chance.ts";

const SEEDS = 500;
const STEPS = 200;
const RECEIVERS = ["a", "b", "c"];

interface Envelope {
  readonly send: OutboxSend;
  readonly once: SentOnce;
  readonly listener: OutcomeListener;
}

function tagOf({ payload }: OutboxSend): number {
  return payload[0]! * 256 + payload[1]!;
}

/** One that takes sends, as a durable actor does. */
class Receiver {
  mark = 0;
  readonly applied: number[] = [];
  inbox: Envelope[] = [];

  /** Runs the oldest; `fault` says what goes wrong. */
  take(fault: "fail" | "lose" | "refuse" | null): void {
    const envelope = this.inbox.shift();
    if (envelope === undefined) return;
    const { once, send, listener } = envelope;
    if (fault === "refuse") return listener.fail(refusal("poisoned"));
    const verdict = judgeSend(this.mark, once);
    if (verdict === "early") return listener.fail(refusal("out-of-order"));
    if (verdict === "run") {
      if (fault === "fail") return listener.fail(new Error("broken"));
      this.mark = once.sequence;
      this.applied.push(tagOf(send));
    }
    if (fault === "lose") listener.fail(lost);
    else if (once.sequence % 5 === 0) listener.fail(denied);
    else listener.settle(undefined);
  }
}

const denied = new ExpectedError("no", { code: "no" });
const lost = new CallError("lost", { code: "remote", outcome: "unknown" });

function refusal(code: "out-of-order" | "poisoned"): CallError {
  return new CallError("not now", { code, outcome: "not-run" });
}

/** A sender, what is stored of it, and those that it sends to. */
class World {
  now = 0;
  readonly receivers = new Map(RECEIVERS.map((id) => [id, new Receiver()]));
  readonly sent = new Map(RECEIVERS.map((id) => [id, [] as number[]]));
  readonly #chance: Chance;
  #stored: StoredOutbox | null = null;
  #timers: { at: number; callback: () => void }[] = [];
  #outbox!: Outbox;
  #delivery!: Delivery;
  #tag = 0;
  #commits: (() => void)[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
    this.start();
  }

  /** Begins with what is stored, whatever was known before. */
  start(): void {
    this.#timers = [];
    this.#commits = [];
    for (const receiver of this.receivers.values()) {
      // Some of it may still arrive from before.
      if (this.#chance.below(2) === 0) receiver.inbox = [];
    }
    const outbox = this.#outbox = new Outbox(this.#stored, () => "line");
    const delivery = this.#delivery = new Delivery(outbox, {
      now: () => this.now,
      post: (send, after, listener) => this.#post(send, after, listener),
      wait: (delayMs, callback) => {
        const timer = { at: this.now + delayMs, callback };
        this.#timers.push(timer);
        return () => void this.#timers.splice(this.#timers.indexOf(timer), 1);
      },
      noteChanged: () => {},
      noteFailed: () => {},
      noteDelayed: () => {},
      noteParked: () => {},
      noteArrived: () => {},
      afterCommit: (callback) => void this.#commits.push(callback),
    });
    delivery.begin();
  }

  #post(send: OutboxSend, after: number, listener: OutcomeListener): void {
    const once: SentOnce = {
      kind: "send",
      sender: { type: "Cart", id: "7" },
      line: this.#outbox.line,
      sequence: send.sequence,
      after,
      key: null,
    };
    const receiver = this.receivers.get(send.to.id)!;
    if (receiver.inbox.length > 6) listener.fail(refusal("poisoned"));
    else receiver.inbox.push({ send, once, listener });
  }

  /** Commits a turn that sends. */
  send(id: string): void {
    const tag = this.#tag++;
    const send = this.#outbox.add({
      to: { type: "Cart", id },
      method: "add",
      payload: Uint8Array.of(tag >> 8, tag & 255),
      key: null,
      carried: null,
      sentAt: this.now,
    });
    send.tries = 8 + this.#chance.below(2);
    this.commit();
    this.sent.get(id)!.push(tag);
    this.#delivery.send(send);
  }

  commit(): void {
    this.#stored = decodeRecord(this.#encode()).outbox;
    for (const callback of this.#commits.splice(0)) callback();
  }

  #encode(): Uint8Array {
    return encodeRecord({ ...NO_RECORD, outbox: this.#outbox.toStored() });
  }

  /** What is parked for good. */
  get parked(): Set<number> {
    const parked = [...this.#outbox.sends].filter((send) => send.parked);
    return new Set(parked.map(tagOf));
  }

  crash(): void {
    this.#delivery.end();
    this.start();
  }

  pass(): void {
    const timer = this.#timers.toSorted((one, other) => one.at - other.at)[0];
    if (timer === undefined) return;
    this.now = Math.max(this.now, timer.at);
    this.#timers.splice(this.#timers.indexOf(timer), 1);
    timer.callback();
  }

  get unparked(): number {
    return this.#outbox.unparked;
  }
}

function play(seed: number): void {
  const chance = new Chance(seed);
  const world = new World(chance);
  const steps = [
    () => world.send(chance.pick(RECEIVERS)),
    () => world.send("a"),
    () => world.receivers.get(chance.pick(RECEIVERS))!.take(null),
    () =>
      world.receivers.get(chance.pick(RECEIVERS))!.take(
        chance.pick([null, "fail", "lose", "refuse"]),
      ),
    () => world.pass(),
    () => chance.below(2) === 0 ? world.crash() : world.commit(),
  ];
  for (let step = 0; step < STEPS; step++) chance.pick(steps)();
  for (let left = 5_000; world.unparked > 0 && left > 0; left--) {
    for (const receiver of world.receivers.values()) receiver.take(null);
    if (left % 10 === 0) world.pass();
    world.commit();
  }
  assertEquals(world.unparked, 0);
  const { parked } = world;
  for (const [id, receiver] of world.receivers) {
    const expected = world.sent.get(id)!.filter((tag) => !parked.has(tag));
    assertEquals(receiver.applied, expected);
    assertEquals(new Set(receiver.applied).size, receiver.applied.length);
  }
}

Deno.test("Delivery brings each send once, in order, whatever fails", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      play(seed);
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
});
