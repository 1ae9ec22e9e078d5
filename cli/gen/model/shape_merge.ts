import { classify } from "./shape_classes.ts";
import {
  type Container,
  listNames,
  mapParts,
  type Shape,
} from "./type_model.ts";

/** The containers that are left, and the names that others had. */
export interface MergedContainers {
  readonly containers: Record<string, Container>;
  /** Returns a shape that refers to what is left. */
  rename(shape: Shape): Shape;
}

/**
 * Merges containers that describe the same type, also where they refer to
 * themselves: of types that are written down twice, one is enough. Two
 * containers stay apart only if they or their parts differ somewhere.
 */
export function mergeContainers(
  containers: ReadonlyMap<string, Container>,
): MergedContainers {
  const classes = classify(
    [...containers].map(([name, container]) => ({
      key: name,
      text: JSON.stringify(mapParts(container, hideName)),
      parts: listNames(container),
    })),
  );
  const first = new Map<number, string>();
  for (const name of containers.keys()) {
    const number = classes.get(name) ?? -1;
    if (!first.has(number)) first.set(number, name);
  }
  const rename = (shape: Shape): Shape => {
    if (shape.kind !== "named") return shape;
    const name = first.get(classes.get(shape.name) ?? -1);
    return name === undefined || name === shape.name
      ? shape
      : { kind: "named", name };
  };
  const left: Record<string, Container> = {};
  for (const name of first.values()) {
    const container = containers.get(name);
    if (container !== undefined) left[name] = mapParts(container, rename);
  }
  return { containers: left, rename };
}

function hideName(shape: Shape): Shape {
  return shape.kind === "named" ? { kind: "named", name: "" } : shape;
}
