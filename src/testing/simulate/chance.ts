/** Chance that one number replays: the same seed, the same sequence. */
export class Chance {
  #state: number;

  /** Creates the sequence of a seed; each `stream` of it is another one. */
  constructor(seed: number, stream: number) {
    const high = Math.floor(seed / 4_294_967_296);
    this.#state = Math.imul(seed ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) ^
      Math.imul(stream + 1, 0xc2b2ae35);
    // Neighbouring seeds differ in few bits, which the first numbers would.
    this.next();
    this.next();
  }

  /** The next number: at least 0 and less than 1. */
  next(): number {
    // Mulberry32, by Tommy Ettinger (public domain).
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, not including, a limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}
