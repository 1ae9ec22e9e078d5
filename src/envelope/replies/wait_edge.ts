import { soon } from "../../base/async_context.ts";
import type { WaitingTurn } from "../reply.ts";
import type { Call, WaitEdge, WaitNode } from "../target.ts";

// The turns that go on behind calls, and those that calls have failed.
const settled: WaitingTurn[] = [];
let released: WaitingTurn[] = [];

/**
 * Notes that a turn goes on behind a call that is about to be settled. What
 * it awaits beside the call, in `Promise.race()` for one, may be registered by
 * a microtask that is queued by now; what it awaits once it has gone on is
 * registered behind this one.
 */
function noteSettled(turn: WaitingTurn, hasReleased: boolean): void {
  if (settled.push(turn) === 1) soon(goOn);
  if (hasReleased) released.push(turn);
}

function goOn(): void {
  for (const turn of settled) turn.settled++;
  settled.length = 0;
  if (released.length === 0) return;
  for (const turn of released) turn.wentOnAt = turn.settled;
  released = [];
}

/**
 * Notes that a turn goes on behind a value or the end of values. It has asked
 * for the value at once, and for what it awaits beside it by a microtask that
 * the code before this one may be about to queue.
 */
export function noteArrived(turn: WaitingTurn, hasReleased = false): void {
  soon(() =>
    soon(() => {
      turn.settled++;
      if (hasReleased) turn.wentOnAt = turn.settled;
    })
  );
}

/**
 * A call's place among what a turn waits for.
 *
 * What a turn does with a call that it awaits cannot be seen: it may await the
 * first of several, or all. It has gone on when it awaits another call after
 * one of them was settled, and when one failed: what it awaited before counts
 * no more, unless it awaits that again.
 */
export class PlacedWaitEdge implements WaitEdge {
  readonly call: Call;
  readonly turn: WaitingTurn;
  readonly by: string;
  readonly #waits: WaitEdge[];
  readonly #node: WaitNode;
  #since: number;
  #place: number;

  /** Takes the place, behind all others. */
  constructor(call: Call, waits: WaitEdge[], turn: WaitingTurn, by: string) {
    this.call = call;
    this.turn = turn;
    this.by = by;
    this.#waits = waits;
    this.#place = waits.length;
    this.#node = call.target.registered;
    this.#since = turn.wentOnAt = turn.settled;
    waits.push(this);
    this.#node.noteWaiting(1);
  }

  get isSure(): boolean {
    return this.#since === this.turn.wentOnAt;
  }

  /** Its turn goes on, though the call may be awaited again. */
  noteArrived(hasReleased = false): void {
    noteArrived(this.turn, hasReleased);
  }

  /** Its turn awaits the call again. */
  renew(): void {
    this.#since = this.turn.wentOnAt = this.turn.settled;
  }

  /** Leaves it, for its call is settled. */
  settle(hasReleased: boolean): void {
    noteSettled(this.turn, hasReleased);
    this.leave();
  }

  /** Leaves it. */
  leave(): void {
    this.#node.noteWaiting(-1);
    // The last one takes the place: leaving costs no search.
    const last = this.#waits.pop() as PlacedWaitEdge;
    if (last === this) return;
    this.#waits[this.#place] = last;
    last.#place = this.#place;
  }
}
