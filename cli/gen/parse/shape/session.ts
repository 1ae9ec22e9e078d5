import type { ts } from "../compiler/compiler.ts";
import { declaredName, type References } from "../compiler/references.ts";
import { isOfPlatform } from "./class.ts";
import type { Trail } from "./trail.ts";
import type { Diagnostics } from "../../diagnostics.ts";
import type { ShapeStore } from "../../model/shape_store.ts";
import type { Container, Shape } from "../../model/type_model.ts";

/** What types are read with. */
export interface ShapeTools {
  readonly checker: ts.TypeChecker;
  readonly references: References;
  readonly diagnostics: Diagnostics;
  /** Whether to warn of what is copied unchecked. */
  readonly isStrict: boolean;
}

/** What the readers of single kinds of types ask of the reader of all. */
export interface ShapeSession {
  readonly tools: ShapeTools;
  /** The actor's file: its imports are the ones to name classes with. */
  readonly file: ts.SourceFile;
  readonly store: ShapeStore;
  /** Reads a part of a message's type. */
  readType(type: ts.Type, trail: Trail): Shape;
  /** Reads a part that is optional, without its `undefined`. */
  readOptional(type: ts.Type, trail: Trail): Shape;
  /** Remembers what a type was read as. */
  know(type: ts.Type, shape: Shape): void;
  /** Refuses a part of the type. */
  refuse(trail: Trail, reason: string, hint: string): Shape;
  /** Notes that a part of the type is copied unchecked. */
  warn(trail: Trail, what: string): Shape;
}

// A type may refer to ever larger types without end.
const MAX_DEPTH = 48;
const MAX_RECURRENCE = 4;
const MAX_CONTAINERS = 1_000;

/** Reads a type that holds others, and maybe itself. */
export function readContainer(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
  read: (inner: Trail) => Container,
): Shape {
  const { store } = session;
  const own = nameOf(type);
  const recurrence = trail.names.filter((name) => name === own).length;
  const isEndless = own !== undefined && recurrence >= MAX_RECURRENCE ||
    trail.names.length >= MAX_DEPTH || store.size >= MAX_CONTAINERS;
  if (isEndless) return session.warn(trail, "a type without end");
  const name = store.reserve(own ?? trail.label);
  session.know(type, { kind: "named", name });
  const names = [...trail.names, own ?? ""];
  const shape = store.add(name, read({ ...trail, label: name, names }));
  session.know(type, shape);
  return shape;
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
