/** Holds one item of any one type. */
export abstract class Shelf<Item> {
  #item: Item | null = null;

  put(item: Item): void {
    this.#item = item;
  }

  take(): Item | null {
    return this.#item;
  }
}

/** A shelf for texts. */
// @generate-proxy
export class TextShelf extends Shelf<string> {}

/** A shelf for numbers. */
// @generate-proxy
export class NumberShelf extends Shelf<number> {}
