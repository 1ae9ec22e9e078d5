import type { Copiers } from "./copier/copiers.ts";
import type { Parameter } from "../model/facts.ts";
import type { Element, Shape } from "../model/type_model.ts";

const UNDEFINED: Shape = {
  kind: "literals",
  name: "undefined",
  literals: ["undefined"],
};

/** Returns a parameter's shape, with `undefined` if it may be left out. */
export function orUndefined(
  { name, shape, isOptional, isDefaulted }: Parameter<string>,
  copiers: Copiers,
): Shape {
  return isOptional || isDefaulted ? addUndefined(shape, name, copiers) : shape;
}

/**
 * Adds the tuples that the arguments of one signature form: several if its
 * rest parameter is a union of tuples or arrays.
 */
export function addTuples(
  parameters: readonly Parameter<string>[],
  copiers: Copiers,
): Shape[] {
  let lists: Element[][] = [[]];
  for (const { name, shape, isOptional, isDefaulted, isRest } of parameters) {
    const own = isDefaulted ? addUndefined(shape, name, copiers) : shape;
    const tails = isRest
      ? listRest(shape, copiers)
      : [[{ shape: own, isOptional, isRest }]];
    lists = lists.flatMap((list) => tails.map((tail) => [...list, ...tail]));
  }
  return lists.map((list) => {
    const elements = settleOptional(list, copiers);
    return copiers.add({ kind: "tuple", elements }, "arguments");
  });
}

/** Whether a rest parameter's values are of one array or tuple type. */
export function isList(
  shape: Shape,
  containers: Pick<Copiers, "find">,
): boolean {
  if (shape.kind !== "named") return false;
  const { kind } = containers.find(shape.name);
  return kind === "array" || kind === "tuple";
}

/** Returns the shape of the elements of an array, and of nothing else. */
export function elementOf(
  shape: Shape,
  containers: Pick<Copiers, "find">,
): Shape | undefined {
  if (shape.kind !== "named") return undefined;
  const container = containers.find(shape.name);
  return container.kind === "array" ? container.element : undefined;
}

/** Lists the elements that a rest parameter adds, one list for each variant. */
function listRest(shape: Shape, copiers: Copiers): (readonly Element[])[] {
  const container = shape.kind === "named"
    ? copiers.find(shape.name)
    : undefined;
  switch (container?.kind) {
    case "array":
      return [[{ shape: container.element, isOptional: false, isRest: true }]];
    case "tuple":
      return [container.elements];
    case "union":
      return container.variants.flatMap((one) => listRest(one, copiers));
    default:
      // A type parameter's: any arguments.
      return [[{ shape, isOptional: false, isRest: true }]];
  }
}

/** Makes arguments before a required one required, though maybe undefined. */
function settleOptional(
  elements: readonly Element[],
  copiers: Copiers,
): Element[] {
  const last = elements.findLastIndex((one) => !one.isOptional && !one.isRest);
  return elements.map((one, index) => {
    if (!one.isOptional || index > last) return one;
    const shape = addUndefined(one.shape, "argument", copiers);
    return { shape, isOptional: false, isRest: false };
  });
}

function addUndefined(shape: Shape, name: string, copiers: Copiers): Shape {
  if (shape.kind === "unknown") return shape;
  return copiers.add({ kind: "union", variants: [shape, UNDEFINED] }, name);
}
