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
  /** Returns the same reference, bound to this owner. */
  adopt(reference: Reference): Reference;
  /**
   * Returns a reference for a name that came over a wire.
   *
   * @throws {CodecError} If no such actor type is known here.
   */
  resolve(name: ReferenceName): Reference;
}
