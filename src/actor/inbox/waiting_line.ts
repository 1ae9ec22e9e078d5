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

/** A place in line. */
interface Place {
  readonly envelope: WaitingEnvelope;
  /** How many looks had begun when it was taken. */
  readonly looks: number;
}

/**
 * The calls that wait for room in an actor's inbox, in the order of arrival.
 *
 * A call is awaited a little later than it is made, if at all, so every call
 * joins the line; a look in a later round of the event loop takes out those
 * that are sends after all.
 */
export class WaitingLine {
  // By what their callers hold.
  readonly #places = new Map<Reply, Place>();
  // Goes on from place to place: a search from the first one would meet again
  // all that have left, for each that is accepted.
  #order: Iterator<Place> | null = null;
  #front: Place | null = null;
  #looks = 0;
  #isLooking = false;

  /** How many envelopes wait. */
  get size(): number {
    return this.#places.size;
  }

  /** What the callers of those in it hold, in their order. */
  get replies(): Iterable<Reply> {
    return this.#places.keys();
  }

  /** Adds an envelope behind all others. */
  add(envelope: WaitingEnvelope): void {
    const place = { envelope, looks: this.#looks };
    this.#places.set(envelope.reply.origin, place);
  }

  /** Takes out the envelope of a call, if it waits: it is accepted, or over. */
  delete(call: Reply): void {
    this.#places.delete(call);
  }

  /**
   * Returns the envelope that is next to be accepted, if its call is known to
   * be awaited: none overtakes another that may be of the same sender.
   */
  get next(): WaitingEnvelope | null {
    for (let place = this.#first; place !== null; place = this.#first) {
      const { envelope } = place;
      const { reply } = envelope;
      if (!reply.isGivenUp) return isAwaited(envelope) ? envelope : null;
      this.delete(reply.origin);
    }
    return null;
  }

  /** The first place of those that are still taken. */
  get #first(): Place | null {
    while (this.#front === null || !this.#isTaken(this.#front)) {
      this.#order ??= this.#places.values();
      const { done, value } = this.#order.next();
      if (done === true) {
        // An iterator that has ended does not see what comes later.
        this.#order = this.#front = null;
        return null;
      }
      this.#front = value;
    }
    return this.#front;
  }

  #isTaken(place: Place): boolean {
    return this.#places.get(place.envelope.reply.origin) === place;
  }

  /** Takes out what the caller of a call sent up to it, if it is in line. */
  takeUpTo(call: Call): DecidedEnvelope[] {
    const all = Array.from(this.#places.values(), ({ envelope }) => envelope);
    const last = all.findIndex(({ reply }) => reply.origin === call);
    const taken = all.slice(0, last + 1)
      .filter(({ caller }) => caller === call.caller);
    this.#deleteAll(taken);
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
    for (const { envelope, looks } of this.#places.values()) {
      if (looks < this.#looks && !isAwaited(envelope)) sends.push(envelope);
    }
    this.#deleteAll(sends);
    return sends;
  }

  /** Whether envelopes joined after the last look had begun. */
  get needsLook(): boolean {
    for (const { looks } of this.#places.values()) {
      if (looks === this.#looks) return true;
    }
    return false;
  }

  /** Takes all envelopes out. */
  takeAll(): WaitingEnvelope[] {
    const all = Array.from(this.#places.values(), ({ envelope }) => envelope);
    this.#places.clear();
    return all;
  }

  #deleteAll(envelopes: readonly WaitingEnvelope[]): void {
    for (const { reply } of envelopes) this.delete(reply.origin);
  }
}

function isAwaited({ reply: { origin } }: WaitingEnvelope): boolean {
  if (origin instanceof CallReply) return origin.isAwaited;
  // That of another node says it once and for all.
  return "isCall" in origin && origin.isCall === true;
}
