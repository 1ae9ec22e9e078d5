import { RingBuffer } from "../../base/ring_buffer.ts";
import { soon } from "../../base/runtime.ts";
import type { WaitingTurn } from "../reply.ts";
import type { Call, ChainedWaitEdge, WaitChain, WaitNode } from "../target.ts";

/** Returns what has turns gone on with, each by a microtask of its own. */
function makeLine(go: (turn: WaitingTurn) => void) {
  // Less to make for each turn than a function.
  const turns = new RingBuffer<WaitingTurn>();
  const goNext = (): void => go(turns.shift()!);
  return (turn: WaitingTurn): void => {
    turns.push(turn);
    soon(goNext);
  };
}

// What a turn awaits beside a call or a value, in `Promise.race()` for one, may
// be registered by a microtask that is queued by now, or by one that the code
// before this is about to queue: it may have asked for the other at once, as
// `then()` does. What it awaits once it has gone on is registered behind that.
const goOnSoon = makeLine((turn) => turn.settled++);
const goOn = makeLine(goOnSoon);
const releaseSoon = makeLine((turn) => turn.wentOnAt = ++turn.settled);
const release = makeLine(releaseSoon);

/**
 * Notes that a turn goes on behind a call, a value or the end of values, which
 * it is about to be given.
 */
export function noteArrived(turn: WaitingTurn, hasReleased: boolean): void {
  if (hasReleased) release(turn);
  else goOn(turn);
}

/** Notes the same a microtask after the turn was given it. */
export function noteGiven(turn: WaitingTurn, hasReleased: boolean): void {
  if (hasReleased) releaseSoon(turn);
  else goOnSoon(turn);
}

/**
 * A call's place among what a turn waits for.
 *
 * What a turn does with a call that it awaits cannot be seen: it may await the
 * first of several, or all. It has gone on when it awaits another call after
 * one of them was settled, and when one failed: what it awaited before counts
 * no more, unless it awaits that again.
 */
export class PlacedWaitEdge implements ChainedWaitEdge {
  readonly call: Call;
  readonly turn: WaitingTurn;
  previous: ChainedWaitEdge | null;
  next: ChainedWaitEdge | null = null;
  readonly #waits: WaitChain;
  readonly #node: WaitNode;
  #since: number;

  /** Takes the place, behind all others. */
  constructor(call: Call, waits: WaitChain, turn: WaitingTurn) {
    this.call = call;
    this.turn = turn;
    this.#waits = waits;
    this.#node = call.target.registered;
    this.#since = turn.wentOnAt = turn.settled;
    this.previous = waits.lastWait;
    if (this.previous !== null) this.previous.next = this;
    waits.lastWait = this;
    this.#node.noteWaiting(1);
  }

  get by(): string {
    return this.turn.by;
  }

  get isSure(): boolean {
    return this.#since === this.turn.wentOnAt;
  }

  /** Its turn goes on, though the call may be awaited again. */
  noteArrived(hasReleased: boolean): void {
    noteArrived(this.turn, hasReleased);
  }

  /** Its turn awaits the call again. */
  renew(): void {
    this.#since = this.turn.wentOnAt = this.turn.settled;
  }

  /** Leaves it, for its call is settled. */
  settle(hasReleased: boolean): void {
    this.noteArrived(hasReleased);
    this.leave();
  }

  /** Leaves it. */
  leave(): void {
    this.#node.noteWaiting(-1);
    const { previous, next } = this;
    if (previous !== null) previous.next = next;
    if (next === null) this.#waits.lastWait = previous;
    else next.previous = previous;
    this.previous = this.next = null;
  }
}
