/** Reads the name under which a {@linkcode Reference} travels. */
export const referenceName: unique symbol = Symbol("backstage.referenceName");

/** The name of an actor, as it stands in a payload on the wire. */
export interface ReferenceName {
  /** The actor's type. */
  readonly type: string;
  /** The actor's id within its type. */
  readonly id: string;
}

/** A value that travels by its name and is never copied: a proxy. */
export abstract class Reference {
  /** The name that stands for it on the wire. */
  abstract get [referenceName](): ReferenceName;
}

/** Who receives a payload: references in it arrive bound to their receiver. */
export interface ReferenceOwner {
  /**
   * Which half of its way a payload is copied for, if only for one: it is
   * about to become bytes, or it was bytes.
   */
  readonly direction?: "encoding" | "decoding";
  /** Returns the same reference, bound to this owner. */
  adopt(reference: Reference): Reference;
  /**
   * Returns a reference for a name that came over a wire.
   *
   * @throws {CodecError} If no such actor type is known here.
   */
  resolve(name: ReferenceName): Reference;
}

/** The owner of what is on its way, or holds no references at all. */
export const NOBODY: ReferenceOwner = {
  adopt: (reference) => reference,
  resolve() {
    throw new TypeError("Cannot resolve a name: nobody owns the value yet");
  },
};

/** The owner of a copy that is about to become bytes. */
export const ENCODING: ReferenceOwner = { ...NOBODY, direction: "encoding" };

/** Who receives what was bytes. */
export class DecodingOwner implements ReferenceOwner {
  readonly direction = "decoding";
  readonly #owner: ReferenceOwner;

  /** Creates the owner that hands references on to another. */
  constructor(owner: ReferenceOwner) {
    this.#owner = owner;
  }

  /** Returns the same reference, bound to the other owner. */
  adopt(reference: Reference): Reference {
    return this.#owner.adopt(reference);
  }

  /** Returns a reference for a name, bound to the other owner. */
  resolve(name: ReferenceName): Reference {
    return this.#owner.resolve(name);
  }
}
