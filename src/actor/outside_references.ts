import { HeldReferences } from "../codec/held_references.ts";
import type { Reference, ReferenceBook } from "../codec/reference.ts";
import type { Activation } from "./port/activation.ts";

/**
 * The references that code outside actors has of one actor type, one for each
 * actor: an activation keeps its own, others are kept while they are held.
 */
export class OutsideReferences implements ReferenceBook {
  readonly #activations: ReadonlyMap<string, Activation>;
  // The newest: as a rule its actor is activated before the next is asked for.
  #last: Reference | null = null;
  #lastId = "";
  #held: HeldReferences | null = null;
  // A great many actors may end at once: their references go with them.
  readonly #collected = new FinalizationRegistry<string>((id) =>
    this.#held?.forget(id)
  );

  /** Creates the book of a type with these activations. */
  constructor(activations: ReadonlyMap<string, Activation>) {
    this.#activations = activations;
  }

  find(type: object, id: string): Reference | undefined {
    const reference = this.#find(id);
    return reference?.constructor === type ? reference : undefined;
  }

  #find(id: string): Reference | undefined {
    if (this.#lastId === id) return this.#last ?? undefined;
    const activation = this.#activations.get(id);
    const own = activation?.reference ?? null;
    if (own !== null) return own;
    const held = this.#held?.find(id);
    if (held !== undefined && activation !== undefined) {
      activation.reference = held;
    }
    return held;
  }

  add(_type: object, id: string, reference: Reference): void {
    if (this.#last !== null) this.#putAway(this.#lastId, this.#last);
    this.#last = reference;
    this.#lastId = id;
  }

  /** Takes over the reference of an activation that has ended. */
  release(activation: Activation): void {
    const { id, reference } = activation;
    activation.reference = null;
    if (reference !== null) this.#hold(id, reference);
  }

  #putAway(id: string, reference: Reference): void {
    const activation = this.#activations.get(id);
    if (activation === undefined) this.#hold(id, reference);
    else activation.reference = reference;
  }

  #hold(id: string, reference: Reference): void {
    this.#held ??= new HeldReferences();
    if (this.#held.find(id) === reference) return;
    this.#held.add(id, reference);
    this.#collected.register(reference, id);
  }
}
