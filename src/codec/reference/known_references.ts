import { HeldReferences } from "./held_references.ts";
import type { Reference, ReferenceBook } from "./reference.ts";

/** How many references an activation keeps itself, held elsewhere or not. */
const KEPT = 16;

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
 * them again and again. Of more it keeps those that are held elsewhere.
 */
export class KnownReferences implements ReferenceBook {
  #first: Known | null = null;
  #kept = 0;
  #others: Map<object, HeldReferences> | null = null;

  find(type: object, id: string): Reference | undefined {
    for (let known = this.#first; known !== null; known = known.next) {
      if (known.id !== id) continue;
      const { reference } = known;
      if (reference.constructor === type) return reference;
    }
    return this.#others?.get(type)?.find(id);
  }

  add(type: object, id: string, reference: Reference): void {
    if (this.#kept < KEPT) {
      this.#kept++;
      this.#first = { id, reference, next: this.#first };
      return;
    }
    const others = this.#others ??= new Map();
    let held = others.get(type);
    if (held === undefined) others.set(type, held = new HeldReferences());
    held.add(id, reference);
  }
}
