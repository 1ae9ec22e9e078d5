import { ts } from "../compiler/compiler.ts";
import { readElements, readTupleOf } from "./collection.ts";
import { readMember } from "./members.ts";
import { hasOtherSize, listElements } from "./positions.ts";
import { readContainer, type ShapeSession } from "./session.ts";
import type { Trail } from "./trail.ts";
import { joinNames, singularise } from "../../model/shape_names.ts";
import type { Container, Shape } from "../../model/type_model.ts";

/**
 * Reads an array, a map or a set that its type adds members to. A member that
 * can have one value only is a brand: no instance has it.
 */
export function readExtended(
  session: ShapeSession,
  type: ts.Type,
  base: ts.Type,
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  const added = type.getProperties().filter((member) =>
    !member.name.startsWith("__@") && !/^\d+$/.test(member.name) &&
    base.getProperty(member.name) === undefined &&
    !isUnit(checker.getNonNullableType(checker.getTypeOfSymbol(member)))
  );
  if (hasOtherSize(type, base, checker)) {
    session.warn(trail, "a declared length or size");
  }
  const elements = listElements(type, base, checker);
  if (added.length === 0) {
    return elements === undefined
      ? readBase(session, type, base, trail)
      : readElements(session, type, elements, trail);
  }
  return readContainer(session, type, trail, (inner) => {
    const name = session.store.reserve(joinNames(inner.label, "members"));
    const members = added.map((one) => readMember(session, one, inner));
    return {
      kind: "extended",
      base: elements === undefined
        ? readBase(session, type, base, inner)
        : addBase(session, readTupleOf(session, elements, inner), inner),
      names: members.map((one) => one.name),
      members: session.store.add(name, {
        kind: "object",
        members,
        signatures: [],
      }),
    };
  });
}

function isUnit({ flags }: ts.Type): boolean {
  const units = ts.TypeFlags.Unit | ts.TypeFlags.Never | ts.TypeFlags.Void;
  return (flags & units) !== 0;
}

/** Reads what a type extends, or is of beside its members. */
function readBase(
  session: ShapeSession,
  type: ts.Type,
  base: ts.Type,
  trail: Trail,
): Shape {
  // A generic interface's base is declared with its type parameters.
  const isGeneric = !type.isIntersection() && !type.getBaseTypes();
  if (!isGeneric) return session.readType(base, trail);
  return addBase(session, readItemsOf(session, type, base, trail), trail);
}

function addBase(
  { store }: ShapeSession,
  base: Container,
  trail: Trail,
): Shape {
  return store.add(store.reserve(joinNames(trail.label, "items")), base);
}

function readItemsOf(
  session: ShapeSession,
  type: ts.Type,
  base: ts.Type,
  trail: Trail,
): Container {
  const { checker } = session.tools;
  const label = singularise(trail.label);
  const read = (part: ts.Type, step: string) =>
    session.readType(part, { ...trail, label, path: `${trail.path}${step}` });
  if (checker.isArrayType(base)) {
    const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return {
      kind: "array",
      element: read(item ?? checker.getAnyType(), "[]"),
    };
  }
  const [value, key] = listCallbackTypes(type, checker);
  return base.symbol.name.endsWith("Set")
    ? { kind: "set", element: read(value, ".values()[]") }
    : {
      kind: "map",
      key: read(key, ".keys()[]"),
      value: read(value, ".values()[]"),
    };
}

/** Returns what a map or a set hands to the callback of its `forEach`. */
function listCallbackTypes(
  type: ts.Type,
  checker: ts.TypeChecker,
): readonly [value: ts.Type, key: ts.Type] {
  const callback = type.getProperty("forEach");
  const [first] = callback === undefined
    ? []
    : checker.getTypeOfSymbol(callback).getCallSignatures();
  const given = first?.parameters[0];
  const [signature] = given === undefined
    ? []
    : checker.getTypeOfSymbol(given).getCallSignatures();
  const any = checker.getAnyType();
  const [value = any, key = any] =
    signature?.parameters.map((one) => checker.getTypeOfSymbol(one)) ?? [];
  return [value, key];
}
