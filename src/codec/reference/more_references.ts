import { HeldReferences } from "./held_references.ts";
import type { Reference, ReferenceBook } from "./reference.ts";

/** How many references are kept, held elsewhere or not. */
const KEPT = 128;

/** Those of one type. */
interface OfType {
  readonly kept: Map<string, Reference>;
  /** Made when there are more than are kept. */
  held: HeldReferences | null;
}

/**
 * A great many references: the first of them are kept, the others found for as
 * long as they are held elsewhere, which takes several times as long.
 *
 * Those that were used last would be a better choice, but with more of them
 * than are kept each would be let go, and looked for again, all the time.
 */
export class MoreReferences implements ReferenceBook {
  readonly #types = new Map<object, OfType>();
  #kept = 0;

  find(type: object, id: string): Reference | undefined {
    const ofType = this.#types.get(type);
    if (ofType === undefined) return undefined;
    return ofType.kept.get(id) ?? ofType.held?.find(id);
  }

  add(type: object, id: string, reference: Reference): void {
    let ofType = this.#types.get(type);
    if (ofType === undefined) {
      ofType = { kept: new Map(), held: null };
      this.#types.set(type, ofType);
    }
    if (this.#kept < KEPT) {
      this.#kept++;
      ofType.kept.set(id, reference);
    } else {
      ofType.held ??= new HeldReferences();
      ofType.held.add(id, reference);
    }
  }
}
