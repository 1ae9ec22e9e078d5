import { quote } from "../base/escape_controls.ts";
import { copyAny } from "./copy.ts";
import { isExactly } from "./kind.ts";
import { mismatch, nesting, type Step, within } from "./mismatch.ts";
import { type Reference, type ReferenceOwner, UNOWNED } from "./reference.ts";
import type { TextForm } from "./text_form.ts";

export { coded, type CodedClass } from "./check_coded.ts";
export { map, record, set } from "./check_collection.ts";
export {
  array,
  type Members,
  object,
  open,
  pick,
  tuple,
} from "./check_object.ts";
export { extended } from "./check_extended.ts";
export { fit } from "./check_variant.ts";
/** The forms of texts that template literal types declare. */
export * as form from "./text_form.ts";
export { mismatch, nest, unnest, within } from "./mismatch.ts";

/** Returns a string as it is. */
export function string(value: unknown, step: Step): string {
  if (typeof value === "string") return value;
  throw mismatch("string", value, step);
}

/** Returns a number as it is, `NaN` and `-0` too. */
export function number(value: unknown, step: Step): number {
  if (typeof value === "number") return value;
  throw mismatch("number", value, step);
}

/** Returns a boolean as it is. */
export function boolean(value: unknown, step: Step): boolean {
  if (typeof value === "boolean") return value;
  throw mismatch("boolean", value, step);
}

/** Returns a bigint as it is. */
export function bigint(value: unknown, step: Step): bigint {
  if (typeof value === "bigint") return value;
  throw mismatch("bigint", value, step);
}

/** The values that a literal type can have. */
export type Literal = string | number | boolean | bigint | null | undefined;

/** Returns the only value of a literal type. */
export function literal<Value extends Literal>(
  value: unknown,
  step: Step,
  right: Value,
): Value {
  if (value === right) return right;
  throw mismatch(writeLiteral(right), value, step);
}

/** Returns one of the values of several literal types. */
export function oneOf<Value extends Literal>(
  value: unknown,
  step: Step,
  right: readonly Value[],
): Value {
  if (right.includes(value as Value)) return value as Value;
  throw mismatch(writeLiterals(right), value, step);
}

/** Returns text that matches a template literal type. */
export function text(value: unknown, step: Step, form: TextForm): string {
  if (typeof value === "string" && form.test(value)) return value;
  throw mismatch(`text like ${form.source}`, value, step);
}

/** Refuses every value, as the type `never` does. */
export function never(value: unknown, step: Step): never {
  throw mismatch("nothing", value, step);
}

/** Copies a value whose type is not known. */
export function unknown(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
): unknown {
  try {
    return copyAny(value, owner, nesting() + 1);
  } catch (error) {
    throw within(step, error);
  }
}

/** Copies any value but `null` and `undefined`. */
export function present(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
): unknown {
  if (value !== null && value !== undefined) return unknown(value, step, owner);
  throw mismatch("a value", value, step);
}

/** Copies any object. */
export function anyObject(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
): object {
  if (typeof value === "object" && value !== null) {
    return unknown(value, step, owner) as object;
  }
  throw mismatch("object", value, step);
}

/** A class of the platform whose instances are data. */
export interface DataClass<Data extends object> {
  /** The prototype of its instances. */
  readonly prototype: Data;
  /** Its name. */
  readonly name: string;
}

/** Copies an instance of a class of the platform. */
export function instance<Data extends object>(
  value: unknown,
  step: Step,
  type: DataClass<Data>,
): Data {
  try {
    if (isExactly(value, type.prototype)) {
      return copyAny(value, UNOWNED, 1) as Data;
    }
    throw mismatch(type.name, value);
  } catch (error) {
    throw within(step, error);
  }
}

/** Copies a `DataView` or any typed array. */
export function view(value: unknown, step: Step): ArrayBufferView {
  try {
    if (!ArrayBuffer.isView(value)) throw mismatch("ArrayBufferView", value);
    return copyAny(value, UNOWNED, 1) as ArrayBufferView;
  } catch (error) {
    throw within(step, error);
  }
}

/** Copies an error of any class, as the generic copier does. */
export function error(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
): Error {
  if (!(value instanceof Error)) throw mismatch("Error", value, step);
  return unknown(value, step, owner) as Error;
}

/** A proxy's class. */
export type ReferenceClass<Proxy extends Reference> = abstract new (
  ...parts: never[]
) => Proxy;

/** Hands a proxy of the right class to its new owner. */
export function reference<Proxy extends Reference>(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
  type: ReferenceClass<Proxy>,
): Proxy {
  try {
    if (value instanceof type) return owner.bind(value) as Proxy;
  } catch (error) {
    throw within(step, error);
  }
  throw mismatch(type.name, value, step);
}

const SHOWN_LITERALS = 8;

function writeLiterals(literals: readonly Literal[]): string {
  const shown = literals.slice(0, SHOWN_LITERALS).map(writeLiteral);
  const more = literals.length - shown.length;
  if (more > 0) return `${shown.join(", ")} or one of ${more} more`;
  const last = shown.pop();
  return shown.length === 0 ? `${last}` : `${shown.join(", ")} or ${last}`;
}

function writeLiteral(literal: Literal): string {
  if (typeof literal === "string") return quote(literal);
  return typeof literal === "bigint" ? `${literal}n` : String(literal);
}
