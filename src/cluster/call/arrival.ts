import type { Activation } from "../../actor/port/activation.ts";
import { decodeWith } from "../../codec/bytes/whole.ts";
import type { Reader } from "../../codec/bytes/reader.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceOwner,
  ReferenceType,
} from "../../codec/reference/reference.ts";
import { readUntyped } from "../../codec/wire/cbor.ts";
import type { ReadValue } from "../../codec/wire/read_frame.ts";
import type { Method } from "../../envelope/definition.ts";

/** Finds the activation of an actor of a type that is hosted here. */
export type FindActivation = (actor: ReferenceName) => Activation | null;

/** A payload that arrives: it belongs to the actor that its frame names. */
export class Arrival implements ReferenceOwner {
  readonly direction = "decoding";
  /** The actor, once its name was read; `null` where none is hosted here. */
  target: Activation | null = null;
  /** Its method, if it has one of the name. */
  method: Method | null = null;
  readonly #outside: ReferenceOwner;
  readonly #find: FindActivation;
  readonly #body: Uint8Array | null;

  /** Creates it; a payload that came before is given as its bytes. */
  constructor(
    outside: ReferenceOwner,
    find: FindActivation,
    body: Uint8Array | null,
  ) {
    this.#outside = outside;
    this.#find = find;
    this.#body = body;
  }

  readonly read: ReadValue = (
    from: Reader,
    name: string | null,
    actor: ReferenceName | null,
  ): unknown => {
    const target = actor === null ? null : this.#find(actor);
    const method = name === null ? undefined : target?.definition.methods[name];
    this.target = target;
    this.method = method ?? null;
    if (method === undefined) return readUntyped(from);
    const body = this.#body;
    if (body === null) return method.readPayload(from);
    // In its place is nothing.
    readUntyped(from);
    return decodeWith(this, body, (from) => method.readPayload(from));
  };

  bind(reference: Reference): Reference {
    return (this.target ?? this.#outside).bind(reference);
  }

  resolve(name: ReferenceName, type?: ReferenceType): Reference {
    return (this.target ?? this.#outside).resolve(name, type);
  }
}
