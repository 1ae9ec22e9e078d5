import { ts } from "../compiler/compiler.ts";
import { findBuiltInRule } from "../../model/built_ins.ts";
import {
  basesOf,
  findPlainType,
  isBehaviour,
  isBuiltIn,
  isCallable,
  isError,
  isProxy,
  PROXY_BASE,
} from "./class.ts";
import { readArray, readMap, readSet, readTuple } from "./collection.ts";
import { readExtended } from "./extended.ts";
import { readMembers } from "./members.ts";
import { readContainer, type ShapeSession } from "./session.ts";
import type { Trail } from "./trail.ts";
import type { Shape } from "../../model/type_model.ts";

/** Reads what is neither primitive nor put together of several types. */
export function readObject(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  if (checker.isTupleType(type)) return readTuple(session, type, trail);
  if (checker.isArrayType(type)) return readArray(session, type, trail);
  if (isProxy(type)) return readProxy(session, type, trail);
  if (isCallable(type)) {
    const hint = "send data, or the proxy of an actor to call back";
    return session.refuse(trail, "functions cannot be messages", hint);
  }
  if (isBuiltIn(type)) return readBuiltIn(session, type, trail);
  const collection = findCollection(type, checker);
  if (collection !== undefined) {
    return readExtended(session, type, collection, trail);
  }
  if (isError(type)) return { kind: "error" };
  const plain = findPlainType(type, checker);
  if (plain !== undefined) return readCoded(session, type, plain, trail);
  if (!isBehaviour(type)) return readMembers(session, type, trail);
  return session.refuse(
    trail,
    `${type.symbol.name} has methods or private members and no static codec`,
    "send plain data, or give the class a static codec",
  );
}

/** Returns the array, map or set that an interface only gives a name. */
export function findCollection(
  type: ts.Type,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  if (type.getSymbol() === undefined || type.isClass()) return undefined;
  return basesOf(type).find((base) => {
    const rule = isBuiltIn(base)
      ? findBuiltInRule(base.symbol.name)
      : undefined;
    return checker.isArrayType(base) || rule?.kind === "map" ||
      rule?.kind === "set";
  });
}

function readBuiltIn(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  const { name } = type.symbol;
  const rule = findBuiltInRule(name);
  if (rule === undefined) return readPlatformData(session, type, trail);
  switch (rule.kind) {
    case "refused":
      return session.refuse(trail, rule.reason, rule.hint);
    case "instance":
      return { kind: "instance", type: name };
    case "map":
      return readMap(session, type, trail);
    case "set":
      return readSet(session, type, trail);
    case "unknown":
      session.warn(trail, name);
      return { kind: "present" };
    default:
      return { kind: rule.kind };
  }
}

/** Whether a type of the platform is plain data, as `ResponseInit` is. */
export function isPlatformData(type: ts.Type): boolean {
  const isMethod = ({ flags }: ts.Symbol) =>
    (flags & ts.SymbolFlags.Method) !== 0;
  return findBuiltInRule(type.symbol.name) === undefined &&
    !type.getProperties().some(isMethod);
}

function readPlatformData(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  if (isPlatformData(type)) return readMembers(session, type, trail);
  const reason = `${type.symbol.name} cannot be a message`;
  return session.refuse(trail, reason, "send the data that it holds");
}

function readProxy(session: ShapeSession, type: ts.Type, trail: Trail): Shape {
  if (type.symbol.name === PROXY_BASE) {
    return { kind: "reference", class: null };
  }
  const index = readClass(session, type, trail);
  return index === undefined
    ? { kind: "unknown" }
    : { kind: "reference", class: index };
}

function readCoded(
  session: ShapeSession,
  type: ts.Type,
  plain: ts.Type,
  trail: Trail,
): Shape {
  const index = readClass(session, type, trail);
  if (index === undefined) return { kind: "unknown" };
  return readContainer(session, type, trail, (inner) => ({
    kind: "coded",
    class: index,
    plain: session.readType(plain, { ...inner, label: `${inner.label}Plain` }),
  }));
}

/** Notes a class that the generated file must import. */
function readClass(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): number | undefined {
  const { tools, file, store } = session;
  const meaning = tools.references.explainFrom(type.symbol, file);
  if (meaning.kind === "import") return store.addClass(meaning.reference);
  const reason = `class ${type.symbol.name} is not exported`;
  session.refuse(trail, reason, "export it: copies are made of it elsewhere");
  return undefined;
}
