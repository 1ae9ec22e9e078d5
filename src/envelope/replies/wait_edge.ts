import type { WaitingTurn } from "../reply.ts";
import type { Call, WaitEdge, WaitNode } from "../target.ts";

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
  noteSettled(): void {
    this.turn.settled++;
  }

  /** Its turn awaits the call again. */
  renew(): void {
    this.#since = this.turn.wentOnAt = this.turn.settled;
  }

  /** Leaves it, for its call is settled. */
  settle(hasFailed: boolean): void {
    const settled = ++this.turn.settled;
    if (hasFailed) this.turn.wentOnAt = settled;
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
