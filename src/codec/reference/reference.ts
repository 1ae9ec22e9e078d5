/** Reads the name under which a {@linkcode Reference} travels. */
export const referenceName: unique symbol = Symbol("backstage.referenceName");

/** The name of an actor in a payload on the wire. */
export interface ReferenceName {
  /** The actor's type. */
  readonly type: string;
  /** The actor's id within its type. */
  readonly id: string;
}

/**
 * A value that travels by its name and is never copied: a proxy.
 *
 * @example Only a proxy may be where a method asks for one
 * ```ts
 * import { check, Reference, referenceName } from "@backstage/actors/proxy";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * class Ticket extends Reference {
 *   override get [referenceName]() {
 *     return { type: "Ticket", id: "7" };
 *   }
 * }
 *
 * const ticket = new Ticket();
 * const owner = { bind: () => ticket, resolve: () => ticket };
 * assertEquals(check.reference(ticket, "to", owner, Ticket), ticket);
 * assertThrows(() => check.reference({ id: "7" }, "to", owner, Ticket));
 * ```
 */
export abstract class Reference {
  /** Its name on the wire. */
  abstract get [referenceName](): ReferenceName;
}

/** A class of references, such as that of one actor type's proxies. */
export type ReferenceType = abstract new (...parts: never[]) => Reference;

/** The references that one receiver has, one for each actor. */
export interface ReferenceBook {
  /** Returns the reference of a class and an id, if the receiver has one. */
  find(type: object, id: string): Reference | undefined;
  /** Adds a reference of a class and an id that the receiver has none of. */
  add(type: object, id: string, reference: Reference): void;
}

/** The receiver of a payload, to which references in it are bound. */
export interface ReferenceOwner {
  /**
   * The half of its way that a payload is copied for, if only one: before it
   * becomes bytes, or after it was bytes.
   */
  readonly direction?: "encoding" | "decoding";
  /** Returns the same reference, bound to this owner. */
  bind(reference: Reference): Reference;
  /**
   * Returns a reference for a name that came over a wire; `type` is the class
   * that is declared for it, if one is.
   *
   * @throws {CodecError} If no such actor type is known here.
   */
  resolve(name: ReferenceName, type?: ReferenceType): Reference;
}

/** The owner of payloads on their way, and of values without references. */
export const UNOWNED: ReferenceOwner = {
  bind: (reference) => reference,
  resolve() {
    throw new TypeError("Cannot resolve a name: the value has no owner yet");
  },
};

/** The owner of a copy that is about to become bytes. */
export const ENCODING: ReferenceOwner = { ...UNOWNED, direction: "encoding" };

/** The owner of a payload that is about to become bytes. */
export class EncodingOwner implements ReferenceOwner {
  readonly direction = "encoding";
  readonly #owner: ReferenceOwner;

  /** Creates the owner that asks another whether references may be sent. */
  constructor(owner: ReferenceOwner) {
    this.#owner = owner;
  }

  /** Returns the same reference: it is bound where it arrives. */
  bind(reference: Reference): Reference {
    this.#owner.bind(reference);
    return reference;
  }

  /** Returns a reference for a name. */
  resolve(name: ReferenceName, type?: ReferenceType): Reference {
    return this.#owner.resolve(name, type);
  }
}

/** The owner of a payload that was bytes. */
export class DecodingOwner implements ReferenceOwner {
  readonly direction = "decoding";
  readonly #owner: ReferenceOwner;

  /** Creates the owner that hands references on to another. */
  constructor(owner: ReferenceOwner) {
    this.#owner = owner;
  }

  /** Returns the same reference, bound to the other owner. */
  bind(reference: Reference): Reference {
    return this.#owner.bind(reference);
  }

  /** Returns a reference for a name, bound to the other owner. */
  resolve(name: ReferenceName, type?: ReferenceType): Reference {
    return this.#owner.resolve(name, type);
  }
}
