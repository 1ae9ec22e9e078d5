import { copyAny } from "../copy/copy.ts";
import { isExactly } from "../copy/kind.ts";
import { type Literal, writeLiteral, writeLiterals } from "./literal.ts";
import {
  mismatch,
  nesting,
  type PartCopier,
  type Step,
  within,
} from "./mismatch.ts";
import { describe, type Part, type Structure } from "./part.ts";
import type { TextForm } from "./text_form.ts";
import {
  type Reference,
  type ReferenceOwner,
  UNOWNED,
} from "../reference/reference.ts";

export { coded, type CodedClass } from "./coded.ts";
export { extended } from "./extended.ts";
export { map, record, set } from "./collection.ts";
export { array, type Members, object, open, pick, tuple } from "./object.ts";
/** The forms of texts that template literal types declare. */
export * as form from "./text_form.ts";
export {
  codedPart,
  elements,
  entries,
  extendedPart,
  list,
  type ListParts,
  members,
  type ObjectParts,
} from "./check_part.ts";
export { union } from "../judge/judge.ts";
export type { Literal } from "./literal.ts";
export type { Part } from "./part.ts";
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

const byClass = new WeakMap<object, Part>();
const byLiteral = new Map<Literal, Part>();
const byList = new WeakMap<readonly Literal[], Part>();
const byForm = new WeakMap<TextForm, Part>();

/** Declares a part that has one value; the same value is the same part. */
export function only(right: Literal): Part {
  return remember(
    byLiteral,
    right,
    () =>
      describe((value, step) => literal(value, step, right), {
        kind: "scalar",
        fits: (value) => value === right,
        literals: [right],
      }),
  );
}

/** Declares a part that has one of several values. */
export function anyOf(right: readonly Literal[]): Part {
  return remember(
    byList,
    right,
    () =>
      describe((value, step) => oneOf(value, step, right), {
        kind: "scalar",
        fits: (value) => right.includes(value as Literal),
        literals: right,
      }),
  );
}

/** Declares a part that is text of one form. */
export function like(form: TextForm): Part {
  return remember(
    byForm,
    form,
    () =>
      describe((value, step) => text(value, step, form), {
        kind: "scalar",
        fits: (value) => typeof value === "string" && form.test(value),
      }),
  );
}

/** Declares a part that is an instance of a class of the platform. */
export function of<Data extends object>(type: DataClass<Data>): Part {
  return remember(
    byClass,
    type,
    () =>
      describe((value, step) => instance(value, step, type), {
        kind: "instance",
        fits: (value) => isPrototypeOf.call(type.prototype, value as object),
      }),
  );
}

/** Declares a part that is a proxy of a class. */
export function proxyOf<Proxy extends Reference>(
  type: ReferenceClass<Proxy>,
): Part {
  return remember(byClass, type, () =>
    describe(
      (value, step, owner = UNOWNED) => reference(value, step, owner, type),
      { kind: "instance", fits: (value) => value instanceof type },
    ));
}

const isPrototypeOf = Object.prototype.isPrototypeOf;

interface Remembered<Key> {
  get(key: Key): Part | undefined;
  set(key: Key, part: Part): unknown;
}

function remember<Key>(
  parts: Remembered<Key>,
  key: Key,
  make: () => Part,
): Part {
  const known = parts.get(key);
  if (known !== undefined) return known;
  const made = make();
  parts.set(key, made);
  return made;
}

describe(string, {
  kind: "scalar",
  fits: (value) => typeof value === "string",
});
describe(number, {
  kind: "scalar",
  fits: (value) => typeof value === "number",
});
describe(boolean, {
  kind: "scalar",
  fits: (value) => typeof value === "boolean",
});
describe(bigint, {
  kind: "scalar",
  fits: (value) => typeof value === "bigint",
});
describe(view, { kind: "instance", fits: ArrayBuffer.isView });
describe(error, {
  kind: "instance",
  fits: (value) => value instanceof Error,
});
/** The structure of parts whose values may be of any type. */
function openStructure(): Structure {
  const open = (structure: Structure) =>
    describe<PartCopier>((...given) => unknown(...given), structure);
  return {
    kind: "unknown",
    containers: {
      list: open({
        kind: "list",
        first: [],
        rest: unknown,
        last: [],
        isCyclic: true,
      }),
      map: open({ kind: "map", key: unknown, value: unknown }),
      object: open({
        kind: "object",
        fields: new Map(),
        keyed: [{ part: unknown }],
        isOpen: true,
        isCyclic: true,
      }),
      set: open({ kind: "set", element: unknown }),
    },
  };
}

for (const part of [unknown, present, anyObject]) describe(part, openStructure);
