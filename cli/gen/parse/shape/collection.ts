import { ts } from "../compiler/compiler.ts";
import { nameOf, readContainer, type ShapeSession } from "./session.ts";
import type { Trail } from "./trail.ts";
import { pluralise, singularise } from "../../model/shape_names.ts";
import type { Container, Shape } from "../../model/type_model.ts";

/** Reads an array type. */
export function readArray(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  const [element = checker.getAnyType()] = argumentsOf(session, type);
  return readItems(session, type, element, trail);
}

/** Reads a type that is an array of one type of element. */
export function readItems(
  session: ShapeSession,
  type: ts.Type,
  element: ts.Type,
  trail: Trail,
): Shape {
  // An array is called after what it holds, so that one serves all uses.
  const name = nameOf(element) ?? primitiveOf(element);
  const label = name === undefined ? trail.label : pluralise(name);
  return readContainer(session, type, { ...trail, label }, (inner) => ({
    kind: "array",
    element: session.readType(element, {
      ...inner,
      path: `${trail.path}[]`,
      label: singularise(inner.label),
    }),
  }));
}

/** Reads a tuple type. */
export function readTuple(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  const { elementFlags } = (type as ts.TupleTypeReference).target;
  const elements = argumentsOf(session, type).map((element, index) => ({
    type: element,
    flags: elementFlags[index] ?? ts.ElementFlags.Required,
  }));
  return readElements(session, type, elements, trail);
}

/** One element of a tuple type. */
export interface TupleElement {
  readonly type: ts.Type;
  readonly flags: ts.ElementFlags;
}

/** Reads a type that is a tuple of these elements. */
export function readElements(
  session: ShapeSession,
  type: ts.Type,
  elements: readonly TupleElement[],
  trail: Trail,
): Shape {
  return readContainer(
    session,
    type,
    trail,
    (inner) => readTupleOf(session, elements, inner),
  );
}

/** Reads the elements of a tuple. */
export function readTupleOf(
  session: ShapeSession,
  elements: readonly TupleElement[],
  trail: Trail,
): Container {
  return {
    kind: "tuple",
    elements: elements.map(({ type, flags }, index) => {
      const isRest = (flags & ts.ElementFlags.Variable) !== 0;
      const isOptional = (flags & ts.ElementFlags.Optional) !== 0;
      const at = {
        ...trail,
        path: `${trail.path}[${isRest ? "" : index}]`,
        label: `${trail.label}${index + 1}`,
      };
      const shape = isOptional
        ? session.readOptional(type, at)
        : session.readType(type, at);
      return { shape, isOptional, isRest };
    }),
  };
}

/** Reads a map's type. */
export function readMap(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  const any = checker.getAnyType();
  const [key = any, value = any] = argumentsOf(session, type);
  return readContainer(session, type, trail, (inner) => ({
    kind: "map",
    key: session.readType(key, {
      ...inner,
      path: `${trail.path}.keys()[]`,
      label: `${singularise(inner.label)}Key`,
    }),
    value: session.readType(value, {
      ...inner,
      path: `${trail.path}.values()[]`,
      label: singularise(inner.label),
    }),
  }));
}

/** Reads a set's type. */
export function readSet(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  const [element = checker.getAnyType()] = argumentsOf(session, type);
  return readContainer(session, type, trail, (inner) => ({
    kind: "set",
    element: session.readType(element, {
      ...inner,
      path: `${trail.path}.values()[]`,
      label: singularise(inner.label),
    }),
  }));
}

function primitiveOf({ flags }: ts.Type): string | undefined {
  if (flags & ts.TypeFlags.String) return "string";
  return flags & ts.TypeFlags.Number ? "number" : undefined;
}

function argumentsOf(
  { tools: { checker } }: ShapeSession,
  type: ts.Type,
): readonly ts.Type[] {
  return "target" in type
    ? checker.getTypeArguments(type as ts.TypeReference)
    : [];
}
