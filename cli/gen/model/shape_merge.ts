import {
  type Container,
  listParts,
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
  const classes = refine(containers);
  const first = new Map<number, string>();
  for (const [name, number] of classes) {
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

/** Numbers the containers so that two have one number if they are alike. */
function refine(
  containers: ReadonlyMap<string, Container>,
): ReadonlyMap<string, number> {
  const outlines = new Map<string, number>();
  let numbers = new Map<string, number>();
  const parts = new Map<string, readonly string[]>();
  for (const [name, container] of containers) {
    const outline = JSON.stringify(mapParts(container, hideName));
    numbers.set(name, numberOf(outline, outlines));
    parts.set(
      name,
      listParts(container).flatMap((part) =>
        part.kind === "named" ? [part.name] : []
      ),
    );
  }
  let count = 0;
  let next = outlines.size;
  while (next > count) {
    count = next;
    const keys = new Map<string, number>();
    const refined = new Map<string, number>();
    for (const [name, own] of numbers) {
      const key = parts.get(name)?.map((part) => numbers.get(part)).join() ??
        "";
      refined.set(name, numberOf(`${own}:${key}`, keys));
    }
    numbers = refined;
    next = keys.size;
  }
  return numbers;
}

function hideName(shape: Shape): Shape {
  return shape.kind === "named" ? { kind: "named", name: "" } : shape;
}

function numberOf(key: string, numbers: Map<string, number>): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}
