import type { Codec } from "../codec/bytes/byte_codec.ts";
import type { Reader } from "../codec/bytes/reader.ts";
import { readTyped, writeTyped } from "../codec/bytes/typed.ts";
import type { Writer } from "../codec/bytes/writer.ts";
import { type Copier, copyValue } from "../codec/copy/copy.ts";
import type { ReferenceOwner } from "../codec/reference/reference.ts";
import { toCodecError } from "../codec/refusal.ts";

/** One state of an actor class as generated code describes it. */
export interface StateSource {
  /** The fingerprint of the shape of its type: the same shape has the same. */
  readonly shape: string;
  /** Copies a value of its type; the generic copier unless given. */
  readonly copy?: Copier;
  /** Returns the codec of its type, if it has one; asked once. */
  readonly bytes?: () => Codec;
}

/** The type of one state of an actor class. */
export class StateType {
  /** The name that the class gives it. */
  readonly name: string;
  /** The fingerprint of its shape. */
  readonly shape: string;
  readonly #copier: Copier;
  readonly #bytes: (() => Codec) | undefined;
  #codec: Codec | undefined;

  /** Creates it; `defineActor` only. */
  constructor(name: string, source: StateSource) {
    this.name = name;
    this.shape = source.shape;
    this.#copier = source.copy ?? copyValue;
    this.#bytes = source.bytes;
  }

  /**
   * Writes a value, as its copy for a wire would be written.
   *
   * @throws {CodecError} If it is not of the type.
   */
  write(value: unknown, to: Writer): void {
    writeTyped(value, to, this.#codec ??= this.#bytes?.(), this.#copier);
  }

  /**
   * Reads a value that no other code holds.
   *
   * @throws {CodecError} If the bytes hold none of the type.
   */
  read(from: Reader): unknown {
    return readTyped(from, this.#codec ??= this.#bytes?.(), this.#copier);
  }

  /**
   * Copies a value.
   *
   * @throws {CodecError} If it is not of the type.
   */
  copy(value: unknown, owner: ReferenceOwner): unknown {
    try {
      return this.#copier(value, owner);
    } catch (error) {
      throw toCodecError(error);
    }
  }
}

/** Makes the states of an actor type by their names, if it has any. */
export function makeStates(
  sources: { readonly [name: string]: StateSource } = {},
): { readonly [name: string]: StateType } | null {
  const names = Object.keys(sources);
  if (names.length === 0) return null;
  const states: { [name: string]: StateType } = Object.create(null);
  for (const name of names) states[name] = new StateType(name, sources[name]!);
  return states;
}
