import { CallReply } from "../../envelope/replies/call_reply.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Call } from "../../envelope/target.ts";
import type { Envelope } from "./inbox.ts";

/** An envelope whose call waits for room. */
export interface WaitingEnvelope extends Envelope {
  readonly reply: Reply;
}

/** An envelope that has left the line, and whether its call is awaited. */
export interface DecidedEnvelope {
  readonly envelope: WaitingEnvelope;
  readonly isAwaited: boolean;
}

/**
 * The calls that wait for room in an actor's inbox, in the order of arrival.
 *
 * A call is awaited a little later than it is made, if at all, so every call
 * joins the line; a look in a later round of the event loop takes out those
 * that are sends after all.
 */
export class WaitingLine {
  // Each with the number of looks that had begun when it joined.
  readonly #joined = new Map<WaitingEnvelope, number>();
  #looks = 0;
  #isLooking = false;

  /** How many envelopes wait. */
  get size(): number {
    return this.#joined.size;
  }

  /** Adds an envelope behind all others. */
  add(envelope: WaitingEnvelope): void {
    this.#joined.set(envelope, this.#looks);
  }

  /** Takes an envelope out; returns whether it was in line. */
  delete(envelope: WaitingEnvelope): boolean {
    return this.#joined.delete(envelope);
  }

  /** Takes out the envelopes of calls that were given up. */
  forgetDead(): void {
    for (const envelope of this.#joined.keys()) {
      if (envelope.reply.isGivenUp) this.#joined.delete(envelope);
    }
  }

  /**
   * Returns the envelope that is next to be accepted, if its call is known to
   * be awaited: none overtakes another that may be of the same sender.
   */
  get next(): WaitingEnvelope | null {
    this.forgetDead();
    for (const envelope of this.#joined.keys()) {
      return isAwaited(envelope) ? envelope : null;
    }
    return null;
  }

  /** Takes out what the caller of a call sent up to it, if it is in line. */
  takeUpTo(call: Call): DecidedEnvelope[] {
    const all = [...this.#joined.keys()];
    const last = all.findIndex(({ reply }) => reply.origin === call);
    const taken = all.slice(0, last + 1)
      .filter(({ caller }) => caller === call.caller);
    for (const envelope of taken) this.#joined.delete(envelope);
    return taken.map((envelope) => {
      const isCall = envelope.reply.origin === call || isAwaited(envelope);
      return { envelope, isAwaited: isCall };
    });
  }

  /** Begins a look at those in line; `false` if one is under way. */
  beginLook(): boolean {
    if (this.#isLooking) return false;
    this.#looks++;
    return this.#isLooking = true;
  }

  /** Ends the look: takes out the sends among those that it was begun for. */
  takeSends(): WaitingEnvelope[] {
    this.#isLooking = false;
    const sends: WaitingEnvelope[] = [];
    for (const [envelope, looks] of this.#joined) {
      if (looks < this.#looks && !isAwaited(envelope)) sends.push(envelope);
    }
    for (const envelope of sends) this.#joined.delete(envelope);
    return sends;
  }

  /** Whether envelopes joined after the last look had begun. */
  get needsLook(): boolean {
    for (const looks of this.#joined.values()) {
      if (looks === this.#looks) return true;
    }
    return false;
  }

  /** Takes all envelopes out. */
  takeAll(): WaitingEnvelope[] {
    const all = [...this.#joined.keys()];
    this.#joined.clear();
    return all;
  }
}

function isAwaited({ reply: { origin } }: WaitingEnvelope): boolean {
  return origin instanceof CallReply && origin.isAwaited;
}
