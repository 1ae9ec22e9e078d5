import type { Reference } from "./reference.ts";

/** How many references are looked through for what is held no longer. */
const SWEPT_AT = 256;

/** References by id, each for as long as it is held elsewhere. */
export class HeldReferences {
  readonly #refs = new Map<string, WeakRef<Reference>>();
  #sweepAt = SWEPT_AT;

  /** How many there are, with those that are about to be forgotten. */
  get size(): number {
    return this.#refs.size;
  }

  /** Returns the reference of an id, if it is held. */
  find(id: string): Reference | undefined {
    return this.#refs.get(id)?.deref();
  }

  /** Adds a reference, instead of one that is held no longer. */
  add(id: string, reference: Reference): void {
    if (this.#refs.size >= this.#sweepAt) this.#sweep();
    this.#refs.set(id, new WeakRef(reference));
  }

  /** Forgets the reference of an id, unless it is held. */
  forget(id: string): void {
    if (this.find(id) === undefined) this.#refs.delete(id);
  }

  // It has doubled since the last time: each addition costs one look.
  #sweep(): void {
    for (const id of this.#refs.keys()) this.forget(id);
    this.#sweepAt = Math.max(SWEPT_AT, this.#refs.size * 2);
  }
}
