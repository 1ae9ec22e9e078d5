import type { Container, Shape } from "./type_model.ts";

/** Fewest variants of a union that is worth a reference to it. */
const MIN_FAMILY = 8;

interface Union {
  readonly name: string;
  readonly variants: readonly Shape[];
  readonly keys: ReadonlySet<string>;
}

/**
 * Lets large unions refer to others for the variants that they share: unions
 * of the same many types in ever other company cost what is new in each.
 */
export function shareVariants(
  containers: Readonly<Record<string, Container>>,
): Record<string, Container> {
  const unions = Object.entries(containers).flatMap(([name, container]) =>
    container.kind === "union" && container.variants.length >= MIN_FAMILY
      ? [toUnion(name, container.variants)]
      : []
  ).sort((a, b) => b.keys.size - a.keys.size);
  const shared: Record<string, Container> = { ...containers };
  for (const [index, union] of unions.entries()) {
    if (union.keys.size < 2 * MIN_FAMILY) break;
    const variants = cover(union, unions.slice(index + 1));
    shared[union.name] = { kind: "union", variants };
  }
  return shared;
}

function toUnion(name: string, variants: readonly Shape[]): Union {
  const keys = new Set(variants.map((one) => JSON.stringify(one)));
  return { name, variants, keys };
}

/** Lists what a union is made of: smaller unions, and what these lack. */
function cover(union: Union, others: readonly Union[]): Shape[] {
  const left = new Map(
    union.variants.map((shape) => [JSON.stringify(shape), shape]),
  );
  const families: Shape[] = [];
  for (const { name, keys } of others) {
    if (left.size < MIN_FAMILY) break;
    if (keys.size >= union.keys.size || !keys.isSubsetOf(union.keys)) continue;
    const own = [...keys].filter((key) => left.has(key));
    if (own.length < MIN_FAMILY) continue;
    for (const key of own) left.delete(key);
    families.push({ kind: "named", name });
  }
  return [...left.values(), ...families];
}
