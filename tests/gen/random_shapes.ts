import type { Container, Shape } from "../../cli/gen/model/type_model.ts";
import type { Chance } from "../support/chance.ts";

/** Containers by their names. */
export type Types = Readonly<Record<string, Container>>;

const LEAVES: readonly Shape[] = [
  { kind: "number" },
  { kind: "literals", name: "One", literals: ["1"] },
];

/** Makes a few types that refer to each other; alike ones are frequent. */
export function makeTypes(chance: Chance): Types {
  const names = Array.from(
    { length: 1 + chance.below(4) },
    (_, at) => `T${at}`,
  );
  const shapes = [...LEAVES, ...names.map(named), ...names.map(named)];
  // The members of a union are told apart by what they are, not by unions.
  const plain = names.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name) => {
    if (!plain.includes(name)) {
      return [name, makeUnion(chance, plain)];
    }
    const container: Container = chance.below(3) === 0
      ? { kind: "array", element: chance.pick(shapes) }
      : makeObject(chance, shapes);
    return [name, container];
  }));
}

function makeUnion(chance: Chance, plain: readonly string[]): Container {
  const other = named(chance.pick(plain));
  return { kind: "union", variants: [chance.pick(LEAVES), other] };
}

function makeObject(chance: Chance, shapes: readonly Shape[]): Container {
  const members = ["a", "b"].slice(chance.below(2)).map((name) => ({
    name,
    shape: chance.pick(shapes),
    isOptional: chance.below(4) === 0,
  }));
  return { kind: "object", members, signatures: [] };
}

/** Returns the shape that a name stands for. */
export function named(name: string): Shape {
  return { kind: "named", name };
}

/** Returns the same types under other names, written twice and elsewhere. */
export function disguise(types: Types, chance: Chance): Types {
  const rename = (shape: Shape): Shape =>
    shape.kind === "named"
      ? named(`${chance.pick(["X", "Y"])}${shape.name}`)
      : "name" in shape
      ? { ...shape, name: "Other" }
      : shape;
  const copies = Object.entries(types).flatMap(([name, container]) =>
    ["X", "Y"].map((copy) =>
      [`${copy}${name}`, change(container, rename, chance)] as const
    )
  );
  return Object.fromEntries(chance.below(2) === 0 ? copies : copies.reverse());
}

function change(
  container: Container,
  rename: (shape: Shape) => Shape,
  chance: Chance,
): Container {
  const turn = <Part>(parts: readonly Part[]) =>
    chance.below(2) === 0 ? parts : parts.toReversed();
  switch (container.kind) {
    case "array":
      return { kind: "array", element: rename(container.element) };
    case "union":
      return { kind: "union", variants: turn(container.variants.map(rename)) };
    case "object": {
      const members = container.members.map((one) => ({
        ...one,
        shape: rename(one.shape),
      }));
      return { ...container, members: turn(members) };
    }
    default:
      throw new Error(`Cannot disguise ${container.kind}`);
  }
}

/** Says in the plain way whether two shapes differ anywhere. */
export function isAlike(a: Shape, in1: Types, b: Shape, in2: Types): boolean {
  const different = new Set<string>();
  const lefts = [...LEAVES, ...Object.keys(in1).map(named)];
  const rights = [...LEAVES, ...Object.keys(in2).map(named)];
  const differ = (left: Shape, right: Shape) =>
    different.has(keyOf(left, right));
  for (let before = -1; before < different.size;) {
    before = different.size;
    for (const left of lefts) {
      for (const right of rights) {
        const isSame = (x: Shape, y: Shape) => !differ(x, y);
        if (!compare(spread(left, in1), spread(right, in2), isSame)) {
          different.add(keyOf(left, right));
        }
      }
    }
  }
  return !differ(a, b);
}

function keyOf(left: Shape, right: Shape): string {
  const write = (shape: Shape) =>
    shape.kind === "named" ? shape.name : shape.kind;
  return `${write(left)} ${write(right)}`;
}

function spread(shape: Shape, types: Types): Shape | Container {
  return shape.kind === "named" ? types[shape.name]! : shape;
}

function compare(
  a: Shape | Container,
  b: Shape | Container,
  isSame: (x: Shape, y: Shape) => boolean,
): boolean {
  if (a.kind === "array" && b.kind === "array") {
    return isSame(a.element, b.element);
  }
  if (a.kind === "union" && b.kind === "union") {
    const has = (list: readonly Shape[], test: (one: Shape) => boolean) =>
      list.some(test);
    return a.variants.every((x) => has(b.variants, (y) => isSame(x, y))) &&
      b.variants.every((y) => has(a.variants, (x) => isSame(x, y)));
  }
  if (a.kind === "object" && b.kind === "object") {
    return a.members.length === b.members.length &&
      a.members.every(({ name, shape, isOptional }) => {
        const other = b.members.find((one) => one.name === name);
        return other !== undefined && other.isOptional === isOptional &&
          isSame(shape, other.shape);
      });
  }
  return a.kind === b.kind;
}
