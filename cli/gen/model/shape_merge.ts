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

/** Containers that are alike as far as has been compared. */
type Alike = readonly string[];

/** Numbers the containers so that two have one number if they are alike. */
function refine(
  containers: ReadonlyMap<string, Container>,
): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const parts = new Map<string, readonly string[]>();
  const outlines = [...containers].map(([name, container]) => {
    const named = listParts(container).flatMap((part) =>
      part.kind === "named" ? [part.name] : []
    );
    parts.set(name, named);
    return [name, JSON.stringify(mapParts(container, hideName))] as const;
  });
  let count = 0;
  const number = (names: Alike): Alike => {
    for (const name of names) numbers.set(name, count);
    count++;
    return names;
  };
  const keyOf = (name: string) =>
    parts.get(name)?.map((part) => numbers.get(part)).join() ?? "";
  let groups = divide(outlines).map(number);
  // One that is like no other cannot be divided any more.
  for (let before = 0; before < count;) {
    before = count;
    const keys = groups.filter((names) => names.length > 1).map((names) =>
      names.map((name) => [name, keyOf(name)] as const)
    );
    groups = keys.flatMap((keyed) => {
      const [first = [], ...others] = divide(keyed);
      return [first, ...others.map(number)];
    });
  }
  return numbers;
}

/** Divides names by their keys, in the order of their first. */
function divide(
  keyed: Iterable<readonly [name: string, key: string]>,
): Alike[] {
  const groups = new Map<string, string[]>();
  for (const [name, key] of keyed) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [name]);
    else group.push(name);
  }
  return [...groups.values()];
}

function hideName(shape: Shape): Shape {
  return shape.kind === "named" ? { kind: "named", name: "" } : shape;
}
