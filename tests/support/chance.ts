/** Chance that the same seed repeats, so that a failing run can be rerun. */
export class Chance {
  #state: number;

  /** Creates the sequence that belongs to a seed. */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Returns a whole number from 0 up to, not including, a limit. */
  below(limit: number): number {
    // Mulberry32.
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ bits >>> 15, bits | 1);
    bits ^= bits + Math.imul(bits ^ bits >>> 7, bits | 61);
    return Math.floor(((bits ^ bits >>> 14) >>> 0) / 2 ** 32 * limit);
  }

  /** Returns one of several choices. */
  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.below(choices.length)]!;
  }
}
