/** Adds up; it needs no context. */
// @generate-proxy
export class Counter {
  #count = 0;

  add(amount: number): number {
    return this.#count += amount;
  }

  increment(): void {
    this.#count++;
  }

  count(): number {
    return this.#count;
  }
}
