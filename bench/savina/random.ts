/** Savina's pseudo-random numbers: the same ones in every language. */
export class PseudoRandom {
  #value: number;

  constructor(value = 74_755) {
    this.#value = value & 65_535;
  }

  /** Returns the next number, from 0 to 65,535. */
  next(): number {
    return this.#value = (this.#value * 1_309 + 13_849) & 65_535;
  }

  /** Returns the next number below a bound. */
  below(bound: number): number {
    return this.next() % bound;
  }

  /** Returns the next number from above 0 up to 1. */
  fraction(): number {
    return 1 / (this.next() + 1);
  }
}
