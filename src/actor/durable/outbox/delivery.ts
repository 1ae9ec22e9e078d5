import { RETRY_MIN_MS } from "../../../base/limits.ts";
import { type ActorId, nameActor } from "../../../envelope/actor_id.ts";
import type { OutcomeListener } from "../../../envelope/replies/lazy_outcome.ts";
import type { Outbox, OutboxSend } from "./outbox.ts";
import { Pair, type PairOwner } from "./pair.ts";

/** What the delivery of an outbox asks of its actor. */
export interface DeliveryOwner {
  now(): number;
  /** Sends one behind another, which is still in the outbox; 0 for none. */
  post(send: OutboxSend, after: number, listener: OutcomeListener): void;
  /** Calls back after a time; returns what keeps it from that. */
  wait(delayMs: number, callback: () => void): () => void;
  /** Learns that the outbox has changed: the next commit has it. */
  noteChanged(): void;
  /** Learns that the receiver has failed on one, and when it is sent again. */
  noteFailed(send: OutboxSend, error: unknown, delayMs: number): void;
  /** Learns that none could be delivered, and when they are sent again. */
  noteDelayed(send: OutboxSend, error: unknown, delayMs: number): void;
  /** Learns that one is sent no more until it is told to. */
  noteParked(send: OutboxSend): void;
  /** Calls back when all that has changed so far is committed. */
  afterCommit(callback: () => void): void;
  /** Learns that none is on its way any more. */
  noteArrived(): void;
}

/** Brings the sends of an outbox to their receivers, for one activation. */
export class Delivery {
  readonly #outbox: Outbox;
  readonly #owner: DeliveryOwner;
  readonly #pairs = new Map<string, Pair>();
  /** How many there are in all pairs. */
  #waiting = 0;
  #onTheirWay = 0;

  constructor(outbox: Outbox, owner: DeliveryOwner) {
    this.#outbox = outbox;
    this.#owner = owner;
  }

  /** Whether some are on their way. */
  get isUnderWay(): boolean {
    return this.#onTheirWay > 0;
  }

  /** Begins with what its activation found in the record. */
  begin(): void {
    for (const send of Array.from(this.#outbox.sends)) {
      if (send.parked === null) this.send(send);
    }
  }

  /** Sends one, which is committed. */
  send(send: OutboxSend): void {
    this.#waiting++;
    this.#find(send.to).add(send);
  }

  /**
   * Returns when the actor must be there to send, as a record says it: soon for
   * what is not committed, or on its way, for it may have to be sent again.
   */
  findWakeAt(): number | null {
    if (this.#outbox.unparked === 0) return null;
    const soon = this.#owner.now() + RETRY_MIN_MS;
    // Those that are not in a pair wait for their commit, or are parked.
    if (this.#outbox.unparked > this.#waiting) return soon;
    let wakeAt = Infinity;
    for (const pair of this.#pairs.values()) {
      if (pair.length > 0) wakeAt = Math.min(wakeAt, pair.retryAt ?? soon);
    }
    return wakeAt === Infinity ? null : wakeAt;
  }

  /** Sends no more, and hears of none that are on their way. */
  end(): void {
    for (const pair of this.#pairs.values()) pair.end();
    this.#pairs.clear();
    this.#waiting = this.#onTheirWay = 0;
  }

  #find(to: ActorId): Pair {
    // The length says where the type ends, whatever is in it.
    const key = `${to.type.length}:${nameActor(to)}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const pair = new Pair(this.#makeOwner(key));
    this.#pairs.set(key, pair);
    return pair;
  }

  #makeOwner(key: string): PairOwner {
    const owner = this.#owner;
    return {
      now: () => owner.now(),
      post: (send, after, listener) => owner.post(send, after, listener),
      wait: (delayMs, callback) => owner.wait(delayMs, callback),
      noteTaken: (send) => {
        this.#waiting--;
        this.#outbox.remove(send);
        owner.noteChanged();
      },
      noteFailed: (send, error, delayMs) => {
        owner.noteFailed(send, error, delayMs);
        owner.noteChanged();
      },
      noteDelayed: (send, error, delayMs) =>
        owner.noteDelayed(send, error, delayMs),
      park: (send, reason, callback) => {
        this.#waiting--;
        this.#outbox.park(send, reason);
        owner.noteParked(send);
        owner.noteChanged();
        owner.afterCommit(callback);
      },
      noteOnTheirWay: (change) => this.#noteOnTheirWay(key, change),
    };
  }

  #noteOnTheirWay(key: string, change: 1 | -1): void {
    this.#onTheirWay += change;
    if (change === 1) return;
    if (this.#pairs.get(key)?.isOver) this.#pairs.delete(key);
    if (this.#onTheirWay === 0) this.#owner.noteArrived();
  }
}
