import type { PartCopier } from "./mismatch.ts";
import {
  type Structure,
  structureOf,
  type UnionStructure,
  type VariantGroup,
} from "./part.ts";
import type { ReferenceOwner } from "../reference/reference.ts";

/** Sorts the variants of a union by how a value is told. */
export function sortVariants(
  expected: string,
  variants: readonly PartCopier[],
): UnionStructure {
  const all = flatten(variants);
  const scalars: VariantGroup[] = [];
  const objects: PartCopier[] = [];
  const opaque: PartCopier[] = [];
  const classes = new Map<string, VariantGroup & { variants: PartCopier[] }>();
  for (const [index, variant] of all.entries()) {
    const structure = structureOf(variant);
    const group = structure && groupOf(structure, index);
    const known = group && classes.get(group.key);
    if (structure?.kind === "object") objects.push(variant);
    else if (structure?.kind === "scalar") {
      scalars.push({ variants: [variant], fits: structure.fits });
    } else if (group === undefined) opaque.push(variant);
    else if (known !== undefined) known.variants.push(variant);
    else classes.set(group.key, { variants: [variant], fits: group.fits });
  }
  return {
    kind: "union",
    expected,
    variants: all,
    scalars,
    classes: [...classes.values()],
    objects,
    opaque,
    hasCoded: all.some((one) => {
      const structure = structureOf(one);
      return structure?.kind === "coded" ||
        structure?.kind === "instance" && structure.extends !== undefined;
    }),
  };
}

/** Lists the variants of unions within unions in their place, each once. */
function flatten(variants: readonly PartCopier[]): readonly PartCopier[] {
  const flat = new Set<PartCopier>();
  for (const variant of variants) {
    const structure = structureOf(variant);
    const parts = structure?.kind === "union" ? structure.variants : [variant];
    for (const part of parts) flat.add(part);
  }
  return [...flat];
}

const isPrototypeOf = Object.prototype.isPrototypeOf;

function groupOf(
  structure: Structure,
  index: number,
): { key: string; fits: (value: unknown) => boolean } | undefined {
  switch (structure.kind) {
    case "list":
      return { key: "list", fits: Array.isArray };
    case "map":
      return { key: "map", fits: (value) => value instanceof Map };
    case "set":
      return { key: "set", fits: (value) => value instanceof Set };
    case "instance": {
      const key = structure.extends ?? `${index}`;
      return { key, fits: structure.fits };
    }
    case "coded": {
      const { prototype } = structure.type;
      const fits = (value: unknown) =>
        isPrototypeOf.call(prototype, value as object);
      return { key: `${index}`, fits };
    }
    case "object":
    case "scalar":
    case "union":
    case "unknown":
      return undefined;
  }
}

/** Lists the variants that a value may be of, before its members are read. */
export function chooseVariants(
  union: UnionStructure,
  value: unknown,
  owner: ReferenceOwner,
): readonly PartCopier[] {
  for (const scalar of union.scalars) {
    if (scalar.fits(value)) return scalar.variants;
  }
  if (union.hasCoded && owner.direction === "decoding") {
    // No two variants look alike: the generator refuses such unions.
    return union.variants.filter((one) => structureOf(one)?.kind !== "scalar");
  }
  const chosen = chooseByClass(union, value);
  return union.opaque.length === 0 ? chosen : [...chosen, ...union.opaque];
}

function chooseByClass(
  { classes, objects }: UnionStructure,
  value: unknown,
): readonly PartCopier[] {
  for (const group of classes) if (group.fits(value)) return group.variants;
  return typeof value === "object" && value !== null ? objects : [];
}
