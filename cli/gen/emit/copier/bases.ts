import type { Member, ObjectShape, Shape } from "../../model/type_model.ts";

/** An object that has most members of another one. */
export interface Base {
  /** The other one, if there is any. */
  readonly name: string | undefined;
  /** Its members that the object does not have. */
  readonly without: readonly string[];
  /** The members that the object has beside these. */
  readonly members: readonly Member[];
}

/** Fewest members that are worth a reference to another object. */
const MIN_SHARED = 4;

/** Longest chain of objects that refer to each other for their members. */
const MAX_CHAIN = 24;

/** An object that has been written, by its members. */
interface Written {
  readonly members: readonly Member[];
  readonly keys: ReadonlySet<string>;
  readonly depth: number;
}

/** Finds for each object another one, written before, that is most like it. */
export class Bases {
  readonly #written = new Map<string, Written>();
  /** The last object written that has a member of a type. */
  readonly #byMember = new Map<string, string>();

  /** Finds the base of an object, and remembers the object as one. */
  find(name: string, { members }: ObjectShape): Base {
    const byKey = new Map(members.map((one) => [keyOf(one), one]));
    const base = this.#choose(members, byKey);
    const above = this.#written.get(base.name ?? "")?.depth ?? -1;
    const keys = new Set(byKey.keys());
    this.#written.set(name, { members, keys, depth: above + 1 });
    if (above + 1 < MAX_CHAIN) {
      for (const key of keys) this.#byMember.set(key, name);
    }
    return base;
  }

  #choose(
    members: readonly Member[],
    byKey: ReadonlyMap<string, Member>,
  ): Base {
    const shared = new Map<string, number>();
    for (const key of byKey.keys()) {
      const other = this.#byMember.get(key);
      if (other !== undefined) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    let best: string | undefined;
    let cost = members.length / 2;
    for (const [name, count] of shared) {
      const other = this.#written.get(name);
      if (other === undefined || count < MIN_SHARED) continue;
      if (hasOtherReferences(other, byKey)) continue;
      const common = other.keys.intersection(byKey).size;
      const own = byKey.size + other.keys.size - 2 * common;
      if (own >= cost) continue;
      cost = own;
      best = name;
    }
    const other = this.#written.get(best ?? "");
    if (other === undefined) return { name: undefined, without: [], members };
    const names = new Set(members.map(({ name }) => name));
    return {
      name: best,
      without: other.members.map(({ name }) => name).filter((name) =>
        !names.has(name)
      ),
      members: [...byKey].flatMap(([key, member]) =>
        other.keys.has(key) ? [] : [member]
      ),
    };
  }
}

// A class that the object itself has no use for may not be there.
function hasOtherReferences(
  { members }: Written,
  byKey: ReadonlyMap<string, Member>,
): boolean {
  return members.some((one) =>
    one.shape.kind === "reference" && !byKey.has(keyOf(one))
  );
}

function keyOf({ name, shape, isOptional }: Member): string {
  return `${name}\0${isOptional}\0${keyOfShape(shape)}`;
}

function keyOfShape(shape: Shape): string {
  switch (shape.kind) {
    case "named":
    case "literals":
    case "text":
      return `${shape.kind} ${shape.name}`;
    case "instance":
      return `instance ${shape.type}`;
    case "reference":
      return `reference ${shape.class}`;
    case "anyObject":
    case "bigint":
    case "boolean":
    case "error":
    case "never":
    case "number":
    case "present":
    case "string":
    case "unknown":
    case "view":
      return shape.kind;
  }
}
