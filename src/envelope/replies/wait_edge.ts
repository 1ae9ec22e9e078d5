import type { Call, WaitEdge, WaitNode } from "../target.ts";

/** A call's place among what a turn waits for. */
export class PlacedWaitEdge implements WaitEdge {
  readonly call: Call;
  readonly turn: object;
  readonly by: string;
  readonly #waits: WaitEdge[];
  readonly #node: WaitNode;
  #place: number;

  /** Takes the place, behind all others. */
  constructor(call: Call, waits: WaitEdge[], turn: object, by: string) {
    this.call = call;
    this.turn = turn;
    this.by = by;
    this.#waits = waits;
    this.#place = waits.length;
    this.#node = call.target.registered;
    waits.push(this);
    this.#node.noteWaiting(1);
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
