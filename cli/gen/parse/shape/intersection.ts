import { ts } from "../compiler/compiler.ts";
import {
  findPlainType,
  isBehaviour,
  isBuiltIn,
  isCallable,
  isError,
  isNever,
  isProxy,
} from "./class.ts";
import { readElements, readItems } from "./collection.ts";
import { readExtended } from "./extended.ts";
import { readMembers } from "./members.ts";
import { findCollection, isPlatformData } from "./object.ts";
import { nameOf, type ShapeSession, TYPE_PARAMETER } from "./session.ts";
import { isTextForm, readEvery } from "./template_text.ts";
import type { Trail } from "./trail.ts";
import { findBuiltInRule } from "../../model/built_ins.ts";
import type { Shape } from "../../model/type_model.ts";

/** Reads an intersection: values that are of all its parts at once. */
export function readIntersection(
  session: ShapeSession,
  type: ts.IntersectionType,
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  if (isNever(type, checker)) return { kind: "never" };
  const parts = type.types.filter((part) => !isAnyObject(part, checker));
  if (parts.some(isOpen)) return session.warn(trail, TYPE_PARAMETER);
  const inner = { ...trail, label: nameOf(type) ?? trail.label };
  // A branded value is that value, whatever its brand says.
  const primitives = parts.filter(isPrimitive);
  if (primitives.length > 0) return readPrimitive(session, primitives, inner);
  const special = parts.filter((part) => !isMembersOnly(part, checker));
  if (special.length === 0) return readMembers(session, type, trail);
  const narrowest = findNarrowest(special, checker);
  if (narrowest === undefined) {
    return readLists(session, type, special, inner);
  }
  return isCollection(narrowest, checker)
    ? readExtended(session, type, narrowest, inner)
    : session.readType(narrowest, inner);
}

/** Reads a primitive, or texts of several forms at once. */
function readPrimitive(
  session: ShapeSession,
  parts: readonly ts.Type[],
  trail: Trail,
): Shape {
  const isForm = parts.length > 1 && parts.every(isTextForm);
  return isForm
    ? session.store.addText(trail.label, readEvery(parts))
    : readNarrowest(session, parts, trail);
}

function readNarrowest(
  session: ShapeSession,
  parts: readonly ts.Type[],
  trail: Trail,
): Shape {
  const narrowest = findNarrowest(parts, session.tools.checker);
  return narrowest === undefined
    ? session.warn(trail, "an intersection")
    : session.readType(narrowest, trail);
}

/** Finds the part whose values are of all the other parts too. */
function findNarrowest(
  parts: readonly ts.Type[],
  checker: ts.TypeChecker,
): ts.Type | undefined {
  return parts.find((part) =>
    parts.every((other) => checker.isTypeAssignableTo(part, other))
  );
}

/** Reads arrays, or tuples of one length, by what all of them hold. */
function readLists(
  session: ShapeSession,
  type: ts.IntersectionType,
  parts: readonly ts.Type[],
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  if (parts.every((part) => checker.isArrayType(part))) {
    const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (item !== undefined) return readItems(session, type, item, trail);
  }
  const lengths = new Set(parts.map((part) => fixedLength(part, checker)));
  const [length] = lengths;
  if (lengths.size !== 1 || length === undefined) {
    return session.warn(trail, "an intersection");
  }
  const items = Array.from({ length }, (_, index) => {
    const member = type.getProperty(String(index));
    return member && checker.getTypeOfSymbol(member);
  });
  return readElements(
    session,
    type,
    items.map((item = checker.getNeverType()) => ({
      type: item,
      flags: ts.ElementFlags.Required,
    })),
    trail,
  );
}

/** Returns the length that all tuples of a type have. */
function fixedLength(
  type: ts.Type,
  checker: ts.TypeChecker,
): number | undefined {
  if (!checker.isTupleType(type)) return undefined;
  const { elementFlags } = (type as ts.TupleTypeReference).target;
  return elementFlags.every((flags) => flags === ts.ElementFlags.Required)
    ? elementFlags.length
    : undefined;
}

/** Whether a type depends on a type parameter. */
function isOpen({ flags }: ts.Type): boolean {
  return (flags & ts.TypeFlags.Instantiable) !== 0 && !isTextual(flags);
}

function isTextual(flags: ts.TypeFlags): boolean {
  return (flags & ts.TypeFlags.StringLike) !== 0;
}

function isPrimitive({ flags }: ts.Type): boolean {
  const primitive = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike |
    ts.TypeFlags.BigIntLike | ts.TypeFlags.BooleanLike |
    ts.TypeFlags.ESSymbolLike | ts.TypeFlags.Void | ts.TypeFlags.Undefined |
    ts.TypeFlags.Null;
  return (flags & primitive) !== 0;
}

/** Whether a type only says that a value is an object, or no `null`. */
function isAnyObject(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (isBuiltIn(type)) return type.symbol.name === "Object";
  if (type.flags & ts.TypeFlags.NonPrimitive) return true;
  return (type.flags & ts.TypeFlags.Object) !== 0 && !isCallable(type) &&
    type.getProperties().length === 0 &&
    checker.getIndexInfosOfType(type).length === 0;
}

/** Whether a type is an array, a tuple, a map or a set. */
function isCollection(type: ts.Type, checker: ts.TypeChecker): boolean {
  const rule = isBuiltIn(type) ? findBuiltInRule(type.symbol.name) : undefined;
  return checker.isArrayType(type) || checker.isTupleType(type) ||
    rule?.kind === "map" || rule?.kind === "set";
}

/** Whether a type does no more than declare members. */
function isMembersOnly(type: ts.Type, checker: ts.TypeChecker): boolean {
  const isSpecial = checker.isArrayType(type) || checker.isTupleType(type) ||
    isProxy(type) || isCallable(type) || isBehaviour(type) || isError(type) ||
    isBuiltIn(type) && !isPlatformData(type) ||
    findCollection(type, checker) !== undefined ||
    findPlainType(type, checker) !== undefined;
  return !isSpecial;
}
