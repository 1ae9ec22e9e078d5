import { HeldReferences } from "./held_references.ts";
import type { Reference, ReferenceBook } from "./reference.ts";

/** How many references are kept, held elsewhere or not. */
const KEPT = 128;

/** Those of one type. */
interface OfType {
  readonly recent: Map<string, Reference>;
  /** Made when some are not kept any more. */
  held: HeldReferences | null;
}

/**
 * A great many references: those that were added or looked for of late are
 * kept, the others found for as long as they are held elsewhere. To find one
 * of those takes several times as long.
 */
export class MoreReferences implements ReferenceBook {
  readonly #types = new Map<object, OfType>();
  #recent = 0;

  find(type: object, id: string): Reference | undefined {
    const ofType = this.#types.get(type);
    if (ofType === undefined) return undefined;
    const recent = ofType.recent.get(id);
    if (recent !== undefined || ofType.held === null) return recent;
    const reference = ofType.held.find(id);
    if (reference !== undefined) this.#keep(ofType, id, reference);
    return reference;
  }

  add(type: object, id: string, reference: Reference): void {
    let ofType = this.#types.get(type);
    if (ofType === undefined) {
      ofType = { recent: new Map(), held: null };
      this.#types.set(type, ofType);
    }
    this.#keep(ofType, id, reference);
  }

  #keep(ofType: OfType, id: string, reference: Reference): void {
    if (this.#recent === KEPT) this.#letGo();
    ofType.recent.set(id, reference);
    this.#recent++;
  }

  /** Keeps none of them any more: what is asked for again comes back. */
  #letGo(): void {
    for (const ofType of this.#types.values()) {
      if (ofType.recent.size === 0) continue;
      const held = ofType.held ??= new HeldReferences();
      for (const [id, reference] of ofType.recent) held.add(id, reference);
      ofType.recent.clear();
    }
    this.#recent = 0;
  }
}
