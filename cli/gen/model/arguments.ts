import type { Parameter } from "./facts.ts";
import type { Container, Element, Shape } from "./type_model.ts";

/** The types of one actor, to which more may be added. */
export interface Containers {
  /** Returns a container by its name. */
  find(name: string): Container;
  /** Adds a container that no declared type has, and returns its shape. */
  add(container: Container, label: string): Shape;
}

/** One argument of several: its name, and the shape of its values. */
export type Argument = Pick<Parameter<unknown>, "name" | "shape" | "isRest">;

/** Whether an argument may be left out. */
type Optional = Pick<Parameter<unknown>, "isOptional" | "isDefaulted">;

const UNDEFINED: Shape = {
  kind: "literals",
  name: "undefined",
  literals: ["undefined"],
};

/** Returns a parameter's shape, with `undefined` if it may be left out. */
export function orUndefined(
  { name, shape, isOptional, isDefaulted }: Argument & Optional,
  containers: Containers,
): Shape {
  return isOptional || isDefaulted
    ? addUndefined(shape, name, containers)
    : shape;
}

/**
 * Adds the tuples that the arguments of one signature form: several if its
 * rest parameter is a union of tuples or arrays.
 */
export function addTuples(
  parameters: readonly (Argument & Optional)[],
  containers: Containers,
): Shape[] {
  let lists: Element[][] = [[]];
  for (const { name, shape, isOptional, isDefaulted, isRest } of parameters) {
    const own = isDefaulted ? addUndefined(shape, name, containers) : shape;
    const tails = isRest
      ? listRest(shape, containers)
      : [[{ shape: own, isOptional, isRest }]];
    lists = lists.flatMap((list) => tails.map((tail) => [...list, ...tail]));
  }
  return lists.map((list) => {
    const elements = settleOptional(list, containers);
    return containers.add({ kind: "tuple", elements }, "arguments");
  });
}

/** Whether a rest parameter's values are of one array or tuple type. */
export function isList(
  shape: Shape,
  containers: Pick<Containers, "find">,
): boolean {
  if (shape.kind !== "named") return false;
  const { kind } = containers.find(shape.name);
  return kind === "array" || kind === "tuple";
}

/** Returns the shape of the elements of an array, and of nothing else. */
export function elementOf(
  shape: Shape,
  containers: Pick<Containers, "find">,
): Shape | undefined {
  if (shape.kind !== "named") return undefined;
  const container = containers.find(shape.name);
  return container.kind === "array" ? container.element : undefined;
}

/** Lists the elements that a rest parameter adds, one list for each variant. */
function listRest(
  shape: Shape,
  containers: Containers,
): (readonly Element[])[] {
  const container = shape.kind === "named"
    ? containers.find(shape.name)
    : undefined;
  switch (container?.kind) {
    case "array":
      return [[{ shape: container.element, isOptional: false, isRest: true }]];
    case "tuple":
      return [container.elements];
    case "union":
      return container.variants.flatMap((one) => listRest(one, containers));
    default:
      // A type parameter's: any arguments.
      return [[{ shape, isOptional: false, isRest: true }]];
  }
}

/** Makes arguments before a required one required, though maybe undefined. */
function settleOptional(
  elements: readonly Element[],
  containers: Containers,
): Element[] {
  const last = elements.findLastIndex((one) => !one.isOptional && !one.isRest);
  return elements.map((one, index) => {
    if (!one.isOptional || index > last) return one;
    const shape = addUndefined(one.shape, "argument", containers);
    return { shape, isOptional: false, isRest: false };
  });
}

function addUndefined(
  shape: Shape,
  name: string,
  containers: Containers,
): Shape {
  if (shape.kind === "unknown") return shape;
  return containers.add({ kind: "union", variants: [shape, UNDEFINED] }, name);
}
