import {
  MAX_INCIDENT_LENGTH,
  MAX_TRIES,
  RETRY_MAX_MS,
  RETRY_MIN_MS,
  SENDS_ON_THEIR_WAY,
} from "../../../base/limits.ts";
import { errorOf } from "../../../base/deferred_error.ts";
import {
  CallError,
  type CallErrorCode,
  readOutcome,
} from "../../../base/errors.ts";
import { ExpectedError } from "../../../base/expected_error.ts";
import { RingBuffer } from "../../../base/ring_buffer.ts";
import { describeThrown, isThrown, readThrown } from "../../../base/thrown.ts";
import type { OutcomeListener } from "../../../envelope/replies/lazy_outcome.ts";
import type { OutboxSend } from "./outbox.ts";

/** What the sends from one actor to another ask of their surroundings. */
export interface PairOwner {
  now(): number;
  /** Sends one behind another, which is still in the outbox; 0 for none. */
  post(send: OutboxSend, after: number, listener: OutcomeListener): void;
  /** Takes out what was taken by its receiver. */
  noteTaken(send: OutboxSend): void;
  /** Learns that the receiver has failed on one, and when it is sent again. */
  noteFailed(send: OutboxSend, error: unknown, delayMs: number): void;
  /** Learns that none could be delivered, and when they are sent again. */
  noteDelayed(send: OutboxSend, error: unknown, delayMs: number): void;
  /**
   * Keeps one that is sent no more until it is told to, and calls back when
   * that is committed.
   */
  park(send: OutboxSend, reason: string, callback: () => void): void;
  /** Calls back after a time; returns what keeps it from that. */
  wait(delayMs: number, callback: () => void): () => void;
  /** Learns that so many more are on their way, or fewer. */
  noteOnTheirWay(change: 1 | -1): void;
}

/** Returns how long to wait before what has failed so often is sent again. */
export function delayAfter(tries: number): number {
  return Math.min(RETRY_MIN_MS * 2 ** (tries - 1), RETRY_MAX_MS);
}

/**
 * The sends from one actor to another, in their order: several are on their
 * way, and none overtakes another. Where one does not arrive, those behind it
 * come back as well, and all are sent again from that one on.
 */
export class Pair {
  /** When the next one is sent; `null` for at once, or never. */
  retryAt: number | null = null;
  readonly #owner: PairOwner;
  readonly #sends = new RingBuffer<OutboxSend>();
  /** How many of them, from the oldest on, were sent in this round. */
  #sent = 0;
  #onTheirWay = 0;
  /** Whether the round is over: those that are on their way come back. */
  #isBroken = false;
  #isFilling = false;
  #isEnded = false;
  #isParking = false;
  /** What the receiver has failed on in this round, and may be sent again. */
  #failed: OutboxSend | null = null;
  /** Whether one was taken, or parked, in this round. */
  #hasMoved = false;
  #idleRounds = 0;
  /** Why the receiver could not be asked in this round. */
  #obstacle: unknown = null;
  #cancel: (() => void) | null = null;

  constructor(owner: PairOwner) {
    this.#owner = owner;
  }

  /** How many wait to be taken. */
  get length(): number {
    return this.#sends.length;
  }

  /** Whether another could take its place: it has nothing to remember. */
  get isOver(): boolean {
    return this.#sends.length === 0 && this.#onTheirWay === 0 &&
      !this.#isParking;
  }

  /** Sends one behind the others. */
  add(send: OutboxSend): void {
    this.#sends.push(send);
    this.#fill();
  }

  /** Sends no more, and hears of none that are on their way. */
  end(): void {
    this.#isEnded = this.#isBroken = true;
    this.#cancel?.();
  }

  /** Sends what may be on its way, and is not. */
  #fill(): void {
    if (this.#isFilling || this.#isParking || this.retryAt !== null) return;
    this.#isFilling = true;
    do {
      while (
        this.#sent < this.#sends.length && !this.#isBroken &&
        !this.#isParking && this.#onTheirWay < SENDS_ON_THEIR_WAY
      ) this.#sendNext();
    } while (this.#isBroken && this.#onTheirWay === 0 && this.#beginRound());
    this.#isFilling = false;
  }

  #sendNext(): void {
    const at = this.#sent;
    const send = this.#sends.at(at)!;
    const reason = findReason(send, this.#owner.now());
    if (reason !== null) {
      // What it may not overtake comes first.
      if (at > 0) this.#isBroken = true;
      else this.#park(reason);
      return;
    }
    const after = at === 0 ? 0 : this.#sends.at(at - 1)!.sequence;
    this.#sent++;
    this.#note(1);
    this.#owner.post(send, after, {
      settle: () => this.#noteOutcome(send, null),
      fail: (reason) => this.#noteOutcome(send, { reason }),
    });
  }

  #note(change: 1 | -1): void {
    this.#onTheirWay += change;
    this.#owner.noteOnTheirWay(change);
  }

  #noteOutcome(
    send: OutboxSend,
    refusal: { readonly reason: unknown } | null,
  ): void {
    if (this.#isEnded) return;
    const error = refusal === null ? null : errorOf(refusal.reason);
    if (refusal === null || isThrown(error, ExpectedError)) {
      this.#noteTaken(send);
    } else {
      this.#isBroken = true;
      if (isFailure(error)) this.#noteFailed(send, error);
      else this.#obstacle ??= error;
    }
    this.#note(-1);
    this.#fill();
  }

  /** It was taken, and so was all that it may not overtake. */
  #noteTaken({ sequence }: OutboxSend): void {
    while ((this.#sends.first?.sequence ?? Infinity) <= sequence) {
      this.#owner.noteTaken(this.#shift());
      this.#hasMoved = true;
      this.#idleRounds = 0;
    }
  }

  #noteFailed(send: OutboxSend, error: unknown): void {
    send.tries++;
    send.error = error;
    if (send.tries < MAX_TRIES) {
      this.#failed = send;
      this.#owner.noteFailed(send, error, delayAfter(send.tries));
    } else if (send === this.#sends.first) {
      this.#park(findReason(send, this.#owner.now())!);
    }
  }

  #park(reason: string): void {
    this.#hasMoved = this.#isParking = true;
    // The receiver must take none behind it before it is sure that this one is
    // not sent: after a crash it would be taken for one that was taken.
    this.#owner.park(this.#shift(), reason, () => {
      this.#isParking = false;
      if (!this.#isEnded) this.#fill();
    });
  }

  #shift(): OutboxSend {
    if (this.#sent > 0) this.#sent--;
    return this.#sends.shift()!;
  }

  /** Begins to send from the first again; returns whether at once. */
  #beginRound(): boolean {
    const failed = this.#failed;
    const hasMoved = this.#hasMoved;
    const obstacle = this.#obstacle;
    if (this.#isEnded) return false;
    this.#failed = this.#obstacle = null;
    this.#hasMoved = this.#isBroken = false;
    this.#sent = 0;
    if (this.#sends.length === 0) return false;
    if (failed === null && hasMoved) return true;
    const tries = failed === null ? ++this.#idleRounds : failed.tries;
    const delayMs = delayAfter(tries);
    if (failed === null && tries === 1) {
      this.#owner.noteDelayed(this.#sends.first!, obstacle, delayMs);
    }
    this.retryAt = this.#owner.now() + delayMs;
    this.#cancel = this.#owner.wait(delayMs, () => {
      this.#cancel = this.retryAt = null;
      this.#fill();
    });
    return false;
  }
}

/** Returns why a send is sent no more; `null` where it is. */
function findReason(send: OutboxSend, now: number): string | null {
  if (send.isTooOld(now)) {
    return "it was not taken within 7 days, and might be taken twice";
  }
  if (send.tries < MAX_TRIES) return null;
  const failed = `its receiver has failed on it ${send.tries} times`;
  const last = send.error === undefined
    ? ""
    : `, at last with: ${describeThrown(send.error)}`
      .slice(0, MAX_INCIDENT_LENGTH).toWellFormed();
  return failed + last;
}

/** What did not run, and will not by itself: the send is to blame. */
const OWN_FAULTS: ReadonlySet<unknown> = new Set<CallErrorCode>([
  "codec",
  "idempotency-conflict",
  "key-refused",
  "unknown-method",
]);

/**
 * Whether a receiver has failed on what it was sent: not where it could not be
 * asked, or where it is not known what came of it.
 */
function isFailure(error: unknown): boolean {
  if (!isThrown(error, CallError)) return true;
  const code = readThrown(error, "code");
  if (OWN_FAULTS.has(code)) return true;
  return readOutcome(error) === "failed";
}
