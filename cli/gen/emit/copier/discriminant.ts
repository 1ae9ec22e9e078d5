import type { ObjectShape } from "../../model/type_model.ts";

/** Finds a member whose literals differ in every variant. */
export function findDiscriminant(
  objects: readonly ObjectShape[],
): string | undefined {
  const [first] = objects;
  if (first === undefined) return undefined;
  return [...listLiterals(first).keys()].find((name) => {
    const seen = new Set<string>();
    return objects.every((object) => {
      const literals = literalsOf(object, name);
      if (literals === undefined) return false;
      const isNew = literals.every((literal) => !seen.has(literal));
      for (const literal of literals) seen.add(literal);
      return isNew;
    });
  });
}

/** Returns the only values of an object's member, if it must be there. */
export function literalsOf(
  object: ObjectShape,
  name: string,
): readonly string[] | undefined {
  return listLiterals(object).get(name);
}

type Literals = ReadonlyMap<string, readonly string[]>;

// An object is a variant of many unions, and few of its members are literals.
const listed = new WeakMap<ObjectShape, Literals>();

function listLiterals(object: ObjectShape): Literals {
  const known = listed.get(object);
  if (known !== undefined) return known;
  const literals = new Map<string, readonly string[]>();
  for (const { name, shape, isOptional } of object.members) {
    if (isOptional || shape.kind !== "literals") continue;
    literals.set(name, shape.literals);
  }
  listed.set(object, literals);
  return literals;
}
