import { travelsOtherwise } from "./shape_graph.ts";
import type { Container, Shape } from "./type_model.ts";

/** The containers by name. */
interface Containers {
  find(name: string): Container | undefined;
}

/**
 * Tells whether a union's variant with a codec, once encoded, has a category
 * of another variant: bytes do not tell their class.
 */
export function isAmbiguous(
  variants: readonly Shape[],
  containers: Containers,
): boolean {
  const lists = variants.map((shape) => categoriesOf(shape, containers));
  return variants.some((shape, index) => {
    const container = containerOf(shape, containers);
    if (container === undefined || !travelsOtherwise(container)) return false;
    const others = lists.flatMap((list, at) => at === index ? [] : list);
    return lists[index]?.some((one) =>
      one === "unknown" || others.includes(one)
    );
  });
}

/** Lists the categories of a type's values. */
function categoriesOf(shape: Shape, containers: Containers): string[] {
  switch (shape.kind) {
    case "literals":
      return shape.literals.map(categoryOfLiteral);
    case "text":
      return ["string"];
    case "instance":
      return [shape.type];
    case "named":
      return categoriesOfContainer(containerOf(shape, containers), containers);
    case "anyObject":
    case "present":
      // Neither tells more of a value than that there is one.
      return ["unknown"];
    case "bigint":
    case "boolean":
    case "error":
    case "never":
    case "number":
    case "reference":
    case "string":
    case "unknown":
    case "view":
      return [shape.kind];
  }
}

function categoriesOfContainer(
  container: Container | undefined,
  containers: Containers,
): string[] {
  switch (container?.kind) {
    case "coded":
      return categoriesOf(container.plain, containers);
    case "union":
      return container.variants.flatMap((one) => categoriesOf(one, containers));
    case "tuple":
      return ["array"];
    case "extended":
      return ["array"];
    case "array":
    case "map":
    case "object":
    case "set":
      return [container.kind];
    case undefined:
      // A container that is still being read is an object that holds itself.
      return ["object"];
  }
}

function containerOf(
  shape: Shape,
  containers: Containers,
): Container | undefined {
  return shape.kind === "named" ? containers.find(shape.name) : undefined;
}

function categoryOfLiteral(literal: string): string {
  if (literal.startsWith('"')) return "string";
  if (literal === "true" || literal === "false") return "boolean";
  if (literal === "null" || literal === "undefined") return literal;
  return literal.endsWith("n") ? "bigint" : "number";
}
