import { ts } from "../compiler/compiler.ts";
import type { TupleElement } from "./collection.ts";

const { Optional, Required, Rest } = ts.ElementFlags;

/** The lengths that an array's type allows. */
interface Lengths {
  readonly least: number;
  readonly most: number;
}

/**
 * Lists the elements of an array whose type says more of some places, or of
 * its length, than that all elements are alike: `string[] & { 0: "a" }`.
 * Nothing if it says no more.
 */
export function listElements(
  type: ts.Type,
  base: ts.Type,
  checker: ts.TypeChecker,
): readonly TupleElement[] | undefined {
  if (checker.isTupleType(base)) return narrowTuple(type, base, checker);
  if (!checker.isArrayType(base)) return undefined;
  const places = type.getProperties().filter(isPlace);
  const lengths = readLengths(type, checker);
  if (places.length === 0 && lengths === undefined) return undefined;
  const named = Math.max(0, ...places.map(({ name }) => Number(name) + 1));
  const { least, most } = lengths ?? { least: 0, most: Infinity };
  const isRequired = (index: number) =>
    index < least ||
    places.some((one) => Number(one.name) >= index && !isOptional(one));
  const alike = checker.getIndexTypeOfType(type, ts.IndexKind.Number) ??
    checker.getAnyType();
  const count = most === Infinity ? named : most;
  const elements = Array.from({ length: count }, (_, index) => {
    const place = type.getProperty(String(index));
    const isOwn = place !== undefined && isPlace(place);
    return {
      type: isOwn ? checker.getTypeOfSymbol(place) : alike,
      flags: isRequired(index) ? Required : Optional,
    };
  });
  return most === Infinity
    ? [...elements, { type: alike, flags: Rest }]
    : elements;
}

/** Lists a tuple's elements with what its type says of their places. */
function narrowTuple(
  type: ts.Type,
  base: ts.Type,
  checker: ts.TypeChecker,
): readonly TupleElement[] | undefined {
  if (type === base) return undefined;
  const { elementFlags } = (base as ts.TupleTypeReference).target;
  const own = checker.getTypeArguments(base as ts.TupleTypeReference);
  const fixed = elementFlags.findIndex((flags) =>
    (flags & ts.ElementFlags.Variable) !== 0
  );
  return own.map((element, index) => {
    const place = fixed < 0 || index < fixed
      ? type.getProperty(String(index))
      : undefined;
    return {
      type: place === undefined ? element : checker.getTypeOfSymbol(place),
      flags: elementFlags[index] ?? Required,
    };
  });
}

/** Reads the lengths that a type allows, if they are next to each other. */
function readLengths(
  type: ts.Type,
  checker: ts.TypeChecker,
): Lengths | undefined {
  const length = type.getProperty("length");
  if (length === undefined) return undefined;
  const declared = checker.getTypeOfSymbol(length);
  const parts = declared.isUnion() ? declared.types : [declared];
  const values = parts.map((one) => one.isNumberLiteral() ? one.value : -1);
  const least = Math.min(...values);
  const most = Math.max(...values);
  const isRange = least >= 0 && most - least === values.length - 1 &&
    most <= MAX_LENGTH;
  return isRange ? { least, most } : undefined;
}

/** Most elements that are written one by one. */
const MAX_LENGTH = 1_000;

/** Whether a type declares a size that no check compares. */
export function hasOtherSize(
  type: ts.Type,
  base: ts.Type,
  checker: ts.TypeChecker,
): boolean {
  if (checker.isTupleType(base) || readLengths(type, checker) !== undefined) {
    return false;
  }
  return ["length", "size"].some((name) => {
    const plain = base.getProperty(name);
    const member = type.getProperty(name);
    return plain !== undefined && member !== undefined &&
      checker.getTypeOfSymbol(member) !== checker.getTypeOfSymbol(plain);
  });
}

function isPlace({ name }: ts.Symbol): boolean {
  return /^(?:0|[1-9]\d{0,2})$/.test(name);
}

function isOptional({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Optional) !== 0;
}
