import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { SharedReply } from "../../envelope/replies/shared_reply.ts";
import type { Caller } from "../../envelope/target.ts";
import {
  type Block,
  BLOCK_SLOTS,
  giveBack,
  SLOTS,
  takeBlock,
} from "./block.ts";

/** One envelope as an object, for the rare case that needs one. */
export interface Envelope {
  readonly method: Method;
  readonly payload: unknown;
  readonly reply: Reply | null;
  readonly caller: Caller | null;
}

/** Sees an envelope; returns whether to go on to the next. */
type Visitor = (
  envelope: Envelope,
  place: number,
  replace: (filler: Method) => void,
) => boolean;

/** Whether two are one sender: each life of an actor may have its own cell. */
export function isSameSender(
  one: Caller | null,
  other: Caller | null,
): boolean {
  if (one === other) return true;
  if (one === null || other === null) return false;
  const [a, b] = [one.actor, other.actor];
  return a.id === b.id && a.type === b.type;
}

/** What an envelope is handed to as it leaves an inbox. */
export interface Dispatcher {
  /** Takes an envelope; returns whether the next one may follow. */
  dispatch(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean;
}

/**
 * An actor's queue: first in, first out.
 *
 * It is what an actor's cell begins with, rather than a part of it: one object
 * less for each actor, and one look into memory less for each message.
 *
 * The first envelope of an empty inbox lies in the inbox's own fields, so an
 * idle actor owns no array and one message at a time needs none. What comes
 * behind it lies in a chain of blocks from a free list: growing copies nothing,
 * and a drained burst gives its blocks back.
 */
export class Inbox {
  /** How many envelopes it has taken in; they are numbered by it, from 0. */
  accepted = 0;
  /** How many have left it; the oldest one that waits has this number. */
  taken = 0;
  // `null` when the oldest envelope lies in a block.
  #method: Method | null = null;
  #payload: unknown = null;
  #reply: Reply | null = null;
  #caller: Caller | null = null;

  #head: Block | null = null;
  #tail: Block | null = null;
  #fillers = 0;

  /** How many envelopes wait. */
  get inboxLength(): number {
    return this.places - this.#fillers;
  }

  /** How many places they take, with those that fillers keep. */
  get places(): number {
    return this.accepted - this.taken;
  }

  /** Forgets a filler that was taken; the next envelope may follow. */
  forgetFiller(): true {
    this.#fillers--;
    return true;
  }

  /** The method of the oldest envelope, or `null` when there is none. */
  get front(): Method | null {
    if (this.#method !== null || this.#head === null) return this.#method;
    return this.#head.slots[this.#head.from] as Method;
  }

  /** The reply of the oldest envelope, if it has one. */
  get frontReply(): Reply | null {
    return this.#method !== null || this.#head === null
      ? this.#reply
      : this.#head.slots[this.#head.from + 2] as Reply | null;
  }

  /** Whether the oldest envelope is a call that is given up. */
  get isFrontGivenUp(): boolean {
    const reply = this.frontReply;
    return reply !== null && reply.isGivenUp;
  }

  /** Adds an envelope behind all others; the caller watches the bound. */
  push(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    if (this.accepted++ === this.taken) {
      this.#method = method;
      this.#payload = payload;
      this.#reply = reply;
      this.#caller = caller;
      return;
    }
    let tail = this.#tail;
    if (tail === null || tail.to === BLOCK_SLOTS) tail = this.#grow();
    const { slots, to: at } = tail;
    slots[at] = method;
    slots[at + 1] = payload;
    slots[at + 2] = reply;
    slots[at + 3] = caller;
    tail.to = at + SLOTS;
  }

  /**
   * Takes out, in their order, what a caller sent up to the envelope of a call;
   * fillers keep their places. `take` is told the place of each.
   */
  extract(
    from: Caller | null,
    call: Reply,
    filler: Method,
    take: (envelope: Envelope, place: number) => void,
  ): void {
    this.#visit((envelope, place, replace) => {
      if (!isSameSender(envelope.caller, from)) return true;
      replace(filler);
      take(envelope, place);
      return envelope.reply?.origin !== call;
    });
  }

  /**
   * Gives the envelope of a number a reply of its own; returns `false` if it
   * does not share one.
   */
  claimWaiting(sequence: number, reply: Reply): boolean {
    if (this.#method !== null && sequence === this.taken) {
      if (!(this.#reply instanceof SharedReply)) return false;
      this.#reply = reply;
      return true;
    }
    const { slots, at } = this.#seek(sequence);
    if (!(slots[at + 2] instanceof SharedReply)) return false;
    slots[at + 2] = reply;
    return true;
  }

  /** Finds an envelope in a block, and notes the block for the next search. */
  #seek(sequence: number): { slots: unknown[]; at: number } {
    const head = this.#head!;
    const oldest = this.#method === null ? this.taken : this.taken + 1;
    let block = head;
    let start = oldest - block.from / SLOTS;
    if (head.claimed !== null && head.claimedFirst <= sequence) {
      block = head.claimed;
      start = head.claimedFirst;
    }
    while (sequence - start >= BLOCK_SLOTS / SLOTS) {
      block = block.next!;
      start += BLOCK_SLOTS / SLOTS;
    }
    head.claimed = block;
    head.claimedFirst = start;
    return { slots: block.slots, at: (sequence - start) * SLOTS };
  }

  /** Takes envelopes out by their places, where fillers stay. */
  takeOut(isTaken: (place: number) => boolean, filler: Method): void {
    this.#visit(({ method }, place, replace) => {
      if (method !== filler && isTaken(place)) replace(filler);
      return true;
    });
    this.skipFillers(filler);
  }

  /** Skips the fillers before the first envelope. */
  skipFillers(filler: Method): void {
    const dispatcher: Dispatcher = { dispatch: () => this.forgetFiller() };
    while (this.front === filler) this.shift(dispatcher);
  }

  /** Puts fillers in the places of envelopes that are given up. */
  forgetDead(filler: Method): void {
    this.#visit((envelope, _place, replace) => {
      if (envelope.reply?.isGivenUp) replace(filler);
      return true;
    });
  }

  /** Shows the envelopes that wait, in their order. */
  showWaiting(see: (envelope: Envelope) => void): void {
    this.#visit((envelope) => {
      see(envelope);
      return true;
    });
  }

  /** The replies to the envelopes that wait, in their order. */
  listReplies(): Reply[] {
    const replies: Reply[] = [];
    this.#visit(({ reply }) => {
      if (reply !== null) replies.push(reply);
      return true;
    });
    return replies;
  }

  /** Whether the envelope of a call waits behind one of a method. */
  isBehind(method: Method, call: Reply): boolean {
    let isBehind = false;
    this.#visit((envelope) => {
      isBehind ||= envelope.method === method;
      return !isBehind && envelope.reply?.origin !== call;
    });
    return isBehind;
  }

  /** Shows each envelope in its order, until the visitor has seen enough. */
  #visit(see: Visitor): void {
    let place = 0;
    if (this.#method !== null) {
      const envelope = {
        method: this.#method,
        payload: this.#payload,
        reply: this.#reply,
        caller: this.#caller,
      };
      const replace = (filler: Method): void => {
        this.#fillers++;
        this.#method = filler;
        this.#payload = this.#reply = this.#caller = null;
      };
      if (!see(envelope, place++, replace)) return;
    }
    let block = this.#head;
    for (
      let at = block?.from ?? 0;
      place < this.places;
      place++, at += SLOTS
    ) {
      if (at === BLOCK_SLOTS) {
        block = block!.next;
        at = 0;
      }
      const { slots } = block!;
      const [method, payload, reply, caller] = slots.slice(at, at + SLOTS);
      const replace = (filler: Method): void => {
        this.#fillers++;
        slots[at] = filler;
        slots[at + 1] = slots[at + 2] = slots[at + 3] = null;
      };
      const envelope = { method, payload, reply, caller } as Envelope;
      if (!see(envelope, place, replace)) return;
    }
  }

  /** Hands the oldest envelope over; returns what the dispatcher says. */
  shift(dispatcher: Dispatcher): boolean {
    const method = this.#method;
    if (method === null) return this.#shiftBlock(dispatcher);
    const payload = this.#payload;
    const reply = this.#reply;
    const caller = this.#caller;
    this.taken++;
    this.#method = null;
    this.#payload = this.#reply = this.#caller = null;
    return dispatcher.dispatch(method, payload, reply, caller);
  }

  #shiftBlock(dispatcher: Dispatcher): boolean {
    const head = this.#head!;
    const { slots, from: at } = head;
    const method = slots[at] as Method;
    const payload = slots[at + 1];
    const reply = slots[at + 2] as Reply | null;
    const caller = slots[at + 3] as Caller | null;
    // A handled envelope leaves nothing behind; methods live as long anyway.
    slots[at + 1] = slots[at + 2] = slots[at + 3] = null;
    head.from = at + SLOTS;
    const isLast = ++this.taken === this.accepted;
    if (isLast || head.from === BLOCK_SLOTS) this.#shrink(head);
    return dispatcher.dispatch(method, payload, reply, caller);
  }

  #grow(): Block {
    const block = takeBlock();
    if (this.#tail === null) this.#head = block;
    else this.#tail.next = block;
    this.#tail = block;
    return block;
  }

  /** Gives back the head block, of which every envelope has been taken. */
  #shrink(head: Block): void {
    this.#head = head.next;
    if (this.#head === null) this.#tail = null;
    giveBack(head);
  }
}
