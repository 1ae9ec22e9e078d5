import type { ts } from "../compiler/compiler.ts";
import type { LostModules } from "../compiler/lost_modules.ts";
import { declaredName, type References } from "../compiler/references.ts";
import { isOfPlatform } from "./class.ts";
import { type Growth, MAX_GROWTH } from "./growth.ts";
import type { Trail } from "./trail.ts";
import type { Diagnostics } from "../../diagnostics.ts";
import type { ShapeStore } from "../../model/shape_store.ts";
import type { Container, Shape } from "../../model/type_model.ts";

/** What types are read with. */
export interface ShapeTools {
  readonly checker: ts.TypeChecker;
  readonly references: References;
  readonly lost: LostModules;
  readonly diagnostics: Diagnostics;
  /** Whether to warn of what is copied unchecked. */
  readonly isStrict: boolean;
}

/** What depends on a type parameter, as a warning names it. */
export const TYPE_PARAMETER = "a type parameter";

/** What the readers of single kinds of types ask of the reader of all. */
export interface ShapeSession {
  readonly tools: ShapeTools;
  /** The actor's file: its imports are the ones to name classes with. */
  readonly file: ts.SourceFile;
  readonly store: ShapeStore;
  readonly growth: Growth;
  /** Reads a part of a message's type. */
  readType(type: ts.Type, trail: Trail): Shape;
  /** Reads a part that is optional, without its `undefined`. */
  readOptional(type: ts.Type, trail: Trail): Shape;
  /** Reads the parts of a container once the current type is read. */
  defer(read: () => void): void;
  /** Remembers what a type was read as. */
  know(type: ts.Type, shape: Shape): void;
  /** Refuses a part of the type. */
  refuse(trail: Trail, reason: string, hint: string): Shape;
  /** Notes that a part of the type is copied unchecked. */
  warn(trail: Trail, what: string): Shape;
}

/** Reads the parts of a type that holds others, and maybe itself. */
export type ReadParts = (inner: Trail) => Container;

/** Reads a collection at once: what it is decides what holds it. */
export function readContainer(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
  read: ReadParts,
): Shape {
  const inner = enter(session, type, trail);
  if (inner === undefined) return warnOfGrowth(session, trail);
  const shape = session.store.add(inner.label, read(inner));
  session.know(type, shape);
  return shape;
}

/** Reads an object later, so that a deep type costs no deep stack. */
export function deferContainer(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
  read: ReadParts,
): Shape {
  const inner = enter(session, type, trail);
  if (inner === undefined) return warnOfGrowth(session, trail);
  session.defer(() => session.store.put(inner.label, read(inner)));
  return { kind: "named", name: inner.label };
}

/** Names a type; returns the trail within it unless the type has no end. */
function enter(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Trail | undefined {
  if (session.growth.isEndless(type, trail.above)) return undefined;
  const name = session.store.reserve(nameOf(type) ?? trail.label);
  session.know(type, { kind: "named", name });
  return { ...trail, label: name, above: { type, above: trail.above } };
}

function warnOfGrowth(session: ShapeSession, trail: Trail): Shape {
  return session.warn(
    trail,
    `a type that grows more than ${MAX_GROWTH} times`,
  );
}

/** Returns the name that a type was given, if it was. */
export function nameOf(type: ts.Type): string | undefined {
  const symbol = type.aliasSymbol ?? type.getSymbol();
  // A `Record` or a `Map` is better called after where it stands.
  if (symbol === undefined || isOfPlatform(symbol)) return undefined;
  // The compiler calls types without a name `__type`, `__object` and so on.
  const name = declaredName(symbol);
  return name.startsWith("__") || name === "default" ? undefined : name;
}
