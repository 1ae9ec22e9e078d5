import type { Call, Station, Wait } from "../target.ts";

/** A call's place among what a turn waits for. */
export class Standing implements Wait {
  readonly call: Call;
  readonly turn: object;
  readonly by: string;
  readonly #waits: Wait[];
  readonly #station: Station;
  #place: number;

  /** Takes the place, behind all others. */
  constructor(call: Call, waits: Wait[], turn: object, by: string) {
    this.call = call;
    this.turn = turn;
    this.by = by;
    this.#waits = waits;
    this.#place = waits.length;
    this.#station = call.target.station;
    waits.push(this);
    this.#station.noteWaiting(1);
  }

  /** Leaves it. */
  leave(): void {
    this.#station.noteWaiting(-1);
    // The last one takes the place: leaving costs no search.
    const last = this.#waits.pop() as Standing;
    if (last === this) return;
    this.#waits[this.#place] = last;
    last.#place = this.#place;
  }
}
