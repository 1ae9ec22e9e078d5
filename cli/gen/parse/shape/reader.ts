import { ts } from "../compiler/compiler.ts";
import { placeOf } from "../compiler/place.ts";
import { Growth } from "./growth.ts";
import { isMissing, isNever } from "./class.ts";
import { readIntersection } from "./intersection.ts";
import { readObject } from "./object.ts";
import {
  nameOf,
  type ShapeSession,
  type ShapeTools,
  TYPE_PARAMETER,
} from "./session.ts";
import { absorb, listTypes, readLiteral, sortParts } from "./union_parts.ts";
import { ShapeReport } from "./report.ts";
import { isTextForm, readTextForm } from "./template_text.ts";
import type { Trail } from "./trail.ts";
import { UncheckedParts } from "./unchecked.ts";
import type { Code } from "../../diagnostics.ts";
import type {
  Message,
  State,
  TypeReference,
  TypeText,
} from "../../model/facts.ts";
import { mapShapes } from "../../model/message_shapes.ts";
import { isAmbiguous } from "../../model/shape_category.ts";
import { ShapeStore } from "../../model/shape_store.ts";
import type { Shape, TypeModel } from "../../model/type_model.ts";

/** Where a message's type stands. */
export interface ShapeOrigin {
  readonly code: Code;
  /** The class and the method that it belongs to. */
  readonly method: string;
  /** The name of the parameter, or `result`. */
  readonly name: string;
  /** What its type is called if it has no name. */
  readonly label: string;
  readonly node: ts.Node;
}

/** What one class sends and keeps. */
export interface ReadParts {
  readonly messages: readonly Message<TypeText>[];
  readonly states: readonly State[];
}

/** What one class sends and keeps, with the types of it. */
export interface TypedParts extends ReadParts {
  readonly types: TypeModel<TypeReference>;
}

const UNKNOWN: Shape = { kind: "unknown" };

/** Reads the types of one actor's messages as plain data. */
export class ShapeReader implements ShapeSession {
  readonly tools: ShapeTools;
  readonly file: ts.SourceFile;
  readonly store: ShapeStore = new ShapeStore();
  readonly growth: Growth;
  readonly #known = new Map<ts.Type, Shape>();
  /** What types were read as without their `undefined`. */
  readonly #present = new Map<ts.Type, Shape>();
  readonly #deferred: (() => void)[] = [];
  readonly #unchecked = new UncheckedParts((name) => this.store.find(name));
  #report!: ShapeReport;

  constructor(tools: ShapeTools, file: ts.SourceFile) {
    this.tools = tools;
    this.file = file;
    this.growth = new Growth(tools.checker);
  }

  /** Returns the types that were read, and what refers to them. */
  finish({ messages, states }: ReadParts): TypedParts {
    const { types, rename } = this.store.finish();
    return {
      types,
      messages: mapShapes(messages, rename),
      states: states.map((one) => ({ ...one, shape: rename(one.shape) })),
    };
  }

  /**
   * Reads one message's type, and reports what in it cannot be a message.
   * What is merely optional is read without its `undefined`.
   */
  readMessage(type: ts.Type, origin: ShapeOrigin, isOptional = false): Shape {
    const { code, method, name, label, node } = origin;
    const typeName = nameOf(type);
    this.#report = new ShapeReport(
      this.tools.diagnostics,
      code,
      { method, name, typeName },
      placeOf(node),
      this.tools.isStrict,
    );
    const place = placeOf(node);
    const trail = { path: "", label, above: undefined, place };
    const shape = isOptional
      ? this.readOptional(type, trail)
      : this.readType(type, trail);
    // The list grows while it is read: what is nearest comes first.
    for (const read of this.#deferred) read();
    this.#deferred.length = 0;
    this.#warnOfKnown(shape);
    return shape;
  }

  /** Warns of what is unchecked in types that were read before. */
  #warnOfKnown(shape: Shape): void {
    const part = this.#unchecked.first(shape);
    if (part !== undefined) this.#report.warnAgain(part);
  }

  /** Reads the parts of a container once the current type is read. */
  defer(read: () => void): void {
    this.#deferred.push(read);
  }

  /** Reads a part of a message's type. */
  readType(type: ts.Type, trail: Trail): Shape {
    const known = this.#known.get(type);
    if (known !== undefined) return this.store.use(known);
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) {
      return this.#readAny(type, trail);
    }
    if (type.isUnion()) return this.#readUnion(type, listTypes(type), trail);
    if (type.isIntersection()) return readIntersection(this, type, trail);
    if (flags & ts.TypeFlags.Object) return readObject(this, type, trail);
    if (flags & ts.TypeFlags.TypeParameter) {
      return this.#readTypeParameter(type, trail);
    }
    if (flags & ts.TypeFlags.ESSymbolLike) {
      return this.refuse(trail, "symbols cannot be messages", "send a string");
    }
    if (isTextForm(type)) {
      const form = readTextForm(type);
      return this.store.addText(nameOf(type) ?? trail.label, form);
    }
    return this.#readPlain(type, trail);
  }

  #readPlain(type: ts.Type, trail: Trail): Shape {
    const literal = readLiteral(type, this.tools.checker);
    if (literal !== undefined) {
      return this.store.addLiterals(nameOf(type) ?? trail.label, [literal]);
    }
    const { flags } = type;
    if (flags & ts.TypeFlags.Never) return { kind: "never" };
    if (flags & ts.TypeFlags.StringLike) return { kind: "string" };
    if (flags & ts.TypeFlags.BigIntLike) return { kind: "bigint" };
    if (flags & ts.TypeFlags.BooleanLike) return { kind: "boolean" };
    if (flags & ts.TypeFlags.NumberLike) return { kind: "number" };
    // What is left depends on a type parameter, or is `object`.
    if ((flags & ts.TypeFlags.NonPrimitive) === 0) {
      return this.warn(trail, TYPE_PARAMETER);
    }
    this.warn(trail, "object");
    return { kind: "anyObject" };
  }

  #readAny(type: ts.Type, trail: Trail): Shape {
    // The checker's own mark of a type that it could not find.
    const { intrinsicName } = type as { readonly intrinsicName?: string };
    const isLost = intrinsicName === "error" || intrinsicName === "unresolved";
    if (isLost) this.tools.lost.reportType(type);
    const isAny = (type.flags & ts.TypeFlags.Any) !== 0;
    const what = isLost ? "what cannot be found" : isAny ? "any" : "unknown";
    return this.warn(trail, what);
  }

  #readTypeParameter(type: ts.Type, trail: Trail): Shape {
    // `this` is a type parameter too, and says all that its class does.
    const { isThisType } = type as { readonly isThisType?: boolean };
    const own = isThisType ? type.getConstraint() : undefined;
    return own === undefined
      ? this.warn(trail, TYPE_PARAMETER)
      : this.readType(own, trail);
  }

  /** Reads a part that is optional, without its `undefined`. */
  readOptional(type: ts.Type, trail: Trail): Shape {
    const parts = type.isUnion() ? listTypes(type) : [type];
    const present = parts.filter((part) => !isMissing(part));
    if (present.length === parts.length) return this.readType(type, trail);
    const known = this.#present.get(type);
    if (known !== undefined) return this.store.use(known);
    const shape = this.#readUnion(undefined, present, trail);
    this.#present.set(type, shape);
    return shape;
  }

  /** Reads a union; one that was taken apart is no type any more. */
  #readUnion(
    type: ts.Type | undefined,
    parts: readonly ts.Type[],
    trail: Trail,
  ): Shape {
    const { checker } = this.tools;
    const types = parts.filter((part) => !isNever(part, checker));
    const [first] = types;
    if (types.length < 2) {
      return this.#readOnly(type, first, trail);
    }
    const { primitives, literals, others } = sortParts(types, checker);
    const label = (type && nameOf(type)) ?? trail.label;
    const name = this.store.reserve(label);
    if (type !== undefined) this.know(type, { kind: "named", name });
    const inner = { ...trail, label };
    const values: Shape[] = primitives.map((kind) => ({ kind }));
    if (literals.length > 0) {
      values.push(this.store.addLiterals(label, literals));
    }
    const read = others.map((other, index) => {
      const own = others.length > 1 ? `${label}${index + 1}` : label;
      return this.readType(other, { ...inner, label: own });
    });
    const variants = absorb([...values, ...read], label, this.store);
    if (isAmbiguous(variants, this.store)) {
      this.refuse(
        trail,
        "a class with a codec looks like another part of its union on a wire",
        "wrap it in an object that tells which it is",
      );
    }
    const [only = UNKNOWN] = variants;
    const isOpen = variants.some(({ kind }) => kind === "unknown");
    const shape = isOpen || variants.length === 1
      ? this.store.withdraw(name, isOpen ? UNKNOWN : only)
      : this.store.add(name, { kind: "union", variants });
    if (type !== undefined) this.know(type, shape);
    return shape;
  }

  /** Reads a union of which the compiler leaves one part, or none. */
  #readOnly(
    type: ts.Type | undefined,
    only: ts.Type | undefined,
    trail: Trail,
  ): Shape {
    if (only === undefined) return { kind: "never" };
    const label = (type && nameOf(type)) ?? trail.label;
    const shape = this.readType(only, { ...trail, label });
    if (type !== undefined) this.know(type, shape);
    return shape;
  }

  /** Remembers what a type was read as. */
  know(type: ts.Type, shape: Shape): void {
    this.#known.set(type, shape);
  }

  /** Refuses a part of the type. */
  refuse(trail: Trail, reason: string, hint: string): Shape {
    this.#report.refuse(trail, reason, hint);
    return UNKNOWN;
  }

  /** Notes that a part of the type is copied unchecked. */
  warn(trail: Trail, what: string): Shape {
    this.#report.warn(trail, what);
    return UNKNOWN;
  }
}
