import { areSameBytes } from "../../../base/same_bytes.ts";
import type { StateType } from "../../../envelope/state_type.ts";
import type { ReferenceOwner } from "../../../codec/reference/reference.ts";
import { encodeState } from "./state_bytes.ts";

/**
 * What a state held that went back to its image: no part of it is stored any
 * more, and a turn that goes on may still hold it.
 */
export class StaleValue {
  readonly #type: StateType;
  readonly #value: unknown;
  readonly #departure: ReferenceOwner;
  readonly #bytes: Uint8Array | null;

  constructor(type: StateType, value: unknown, departure: ReferenceOwner) {
    this.#type = type;
    this.#value = value;
    this.#departure = departure;
    this.#bytes = this.#encode();
  }

  /** Whether it was changed since, which is lost. */
  get hasChanged(): boolean {
    const bytes = this.#encode();
    if (bytes === null || this.#bytes === null) return bytes !== this.#bytes;
    return !areSameBytes(bytes, this.#bytes);
  }

  /** Encodes it; `null` where it is not of its type. */
  #encode(): Uint8Array | null {
    try {
      return encodeState(this.#type, this.#value, this.#departure);
    } catch {
      return null;
    }
  }
}
