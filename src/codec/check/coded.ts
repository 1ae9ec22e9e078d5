import type { Codec } from "../codec.ts";
import { mismatch, type PartCopier, type Step, within } from "./mismatch.ts";
import type { ReferenceOwner } from "../reference/reference.ts";

/** A class with a codec. */
export interface CodedClass<Value extends object, Plain> {
  /** The prototype of its instances. */
  readonly prototype: Value;
  /** Its name. */
  readonly name: string;
  /** Its codec. */
  readonly codec: Codec<Value, Plain>;
}

/** Copies an instance of a class by way of its codec. */
export function coded<Value extends object, Plain>(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
  type: CodedClass<Value, Plain>,
  copyPlain: PartCopier,
): unknown {
  try {
    const { direction } = owner;
    const plain = direction === "decoding" ? value : encode(value, type);
    const copy = copyPlain(plain, null, owner) as Plain;
    return direction === "encoding" ? copy : type.codec.decode(copy);
  } catch (error) {
    throw within(step, error);
  }
}

const isPrototypeOf = Object.prototype.isPrototypeOf;

function encode<Value extends object, Plain>(
  value: unknown,
  type: CodedClass<Value, Plain>,
): Plain {
  // `instanceof` would not take a class whose constructor is private.
  if (isPrototypeOf.call(type.prototype, value as object)) {
    return type.codec.encode(value as Value);
  }
  throw mismatch(type.name, value);
}
