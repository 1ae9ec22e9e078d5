import type { ObjectShape } from "../../model/type_model.ts";

/** Finds a member whose literals differ in every variant. */
export function findDiscriminant(
  objects: readonly ObjectShape[],
): string | undefined {
  const names = objects[0]?.members.map(({ name }) => name) ?? [];
  return names.find((name) => {
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
  { members }: ObjectShape,
  name: string,
): readonly string[] | undefined {
  const member = members.find((one) => one.name === name);
  if (member === undefined || member.isOptional) return undefined;
  return member.shape.kind === "literals" ? member.shape.literals : undefined;
}
