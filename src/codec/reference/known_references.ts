import { MoreReferences } from "./more_references.ts";
import type { Reference, ReferenceBook } from "./reference.ts";

/** How many references are looked through one by one. */
const FEW = 8;

/** One reference that an activation keeps, and the next one. */
interface Known {
  readonly id: string;
  readonly reference: Reference;
  readonly next: Known | null;
}

/**
 * The references of one activation, one for each actor that it knows.
 *
 * It keeps the first few itself, for most actors know few others and ask for
 * them again and again; the very first without a list, for a great many know
 * one, and of them each byte counts.
 */
export class KnownReferences implements ReferenceBook {
  #id = "";
  #reference: Reference | null = null;
  #others: Known | null = null;
  #more: MoreReferences | null = null;

  find(type: object, id: string): Reference | undefined {
    const first = this.#reference;
    if (first === null) return undefined;
    if (this.#id === id && first.constructor === type) return first;
    for (let known = this.#others; known !== null; known = known.next) {
      if (known.id !== id) continue;
      const { reference } = known;
      if (reference.constructor === type) return reference;
    }
    return this.#more?.find(type, id);
  }

  add(type: object, id: string, reference: Reference): void {
    if (this.#reference === null) {
      this.#id = id;
      this.#reference = reference;
    } else if (this.#more === null && this.#count() < FEW) {
      this.#others = { id, reference, next: this.#others };
    } else {
      this.#more ??= new MoreReferences();
      this.#more.add(type, id, reference);
    }
  }

  #count(): number {
    let count = 1;
    for (let known = this.#others; known !== null; known = known.next) count++;
    return count;
  }
}
