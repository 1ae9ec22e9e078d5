import {
  Reference,
  type ReferenceName,
  referenceName,
  type ReferenceOwner,
} from "../../src/codec/reference/reference.ts";

/** A reference as a proxy would be one. */
export class ActorReference extends Reference {
  readonly #name: ReferenceName;
  /** The name as text, which assertions compare. */
  readonly label: string;
  /** Who holds it. */
  readonly owner: string;

  /** Creates a reference that somebody holds. */
  constructor(type: string, id: string, owner: string) {
    super();
    this.#name = { type, id };
    this.label = `${type}/${id}`;
    this.owner = owner;
  }

  /** The actor's name. */
  override get [referenceName](): ReferenceName {
    return this.#name;
  }
}

/** Receives what the tests copy and decode. */
export const receiver: ReferenceOwner = {
  bind(reference) {
    const { type, id } = reference[referenceName];
    return new ActorReference(type, id, "receiver");
  },
  resolve({ type, id }) {
    return new ActorReference(type, id, "receiver");
  },
};
