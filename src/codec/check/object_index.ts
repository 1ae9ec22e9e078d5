import type { PartCopier } from "./mismatch.ts";
import { type Literal, writeLiterals } from "./literal.ts";
import { type Field, type ObjectStructure, structureOf } from "./part.ts";

/** The objects that a value may be, by the members that tell them apart. */
export interface ObjectIndex {
  readonly parts: readonly PartCopier[];
  /** What the objects that declare a member say of it, by its name. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<PartCopier, Field>>;
  /** Whether any of the objects has members without declared names. */
  readonly hasKeyed: boolean;
  /** Whether any of the objects need not have any member. */
  readonly hasOpen: boolean;
  /** Whether any of the objects may hold others of its own type. */
  readonly isCyclic: boolean;
  /** A member whose value rules objects out, if there is one. */
  readonly tag: Tag | undefined;
}

/** A member that has literal types in several objects. */
export interface Tag {
  readonly name: string;
  /** The literals as people read them. */
  readonly expected: string;
  /** Returns the objects that are left once the member's value is known. */
  narrow(value: unknown): ObjectIndex;
}

/** Returns the structure of a part that is an object. */
export function structureOfObject(part: PartCopier): ObjectStructure {
  const structure = structureOf(part);
  if (structure?.kind === "object") return structure;
  throw new TypeError("Cannot judge members: the part is not an object");
}

const indices = new WeakMap<readonly PartCopier[], ObjectIndex>();

/** Indexes objects by their members; the same list is indexed once. */
export function indexObjects(parts: readonly PartCopier[]): ObjectIndex {
  const known = indices.get(parts);
  if (known !== undefined) return known;
  const index = makeIndex(parts, new Set());
  indices.set(parts, index);
  return index;
}

function makeIndex(
  parts: readonly PartCopier[],
  used: ReadonlySet<string>,
): ObjectIndex {
  const fields = new Map<string, Map<PartCopier, Field>>();
  for (const part of parts) {
    for (const [name, field] of structureOfObject(part).fields) {
      const known = fields.get(name);
      if (known === undefined) fields.set(name, new Map([[part, field]]));
      else known.set(part, field);
    }
  }
  const structures = parts.map(structureOfObject);
  return {
    parts,
    fields,
    hasKeyed: structures.some(({ keyed }) => keyed.length > 0),
    hasOpen: structures.some(({ isOpen }) => isOpen),
    isCyclic: structures.some(({ isCyclic }) => isCyclic),
    tag: findTag(parts, fields, used),
  };
}

/** Finds the member whose literals tell most objects apart. */
function findTag(
  parts: readonly PartCopier[],
  fields: ReadonlyMap<string, ReadonlyMap<PartCopier, Field>>,
  used: ReadonlySet<string>,
): Tag | undefined {
  let best: LiteralTag | undefined;
  for (const [name, byPart] of fields) {
    if (used.has(name) || byPart.size < 2) continue;
    const byValue = new Map<unknown, PartCopier[]>();
    const tagged = new Set<PartCopier>();
    for (const [part, field] of byPart) {
      const literals = literalsOf(field);
      if (literals === undefined) continue;
      tagged.add(part);
      for (const literal of literals) {
        const known = byValue.get(literal);
        if (known === undefined) byValue.set(literal, [part]);
        else known.push(part);
      }
    }
    if (tagged.size < 2 || byValue.size < 2) continue;
    if (best !== undefined && best.size >= tagged.size) continue;
    best = new LiteralTag({ name, byValue, tagged, parts, used });
  }
  return best;
}

interface TagParts {
  readonly name: string;
  readonly byValue: ReadonlyMap<unknown, readonly PartCopier[]>;
  readonly tagged: ReadonlySet<PartCopier>;
  readonly parts: readonly PartCopier[];
  readonly used: ReadonlySet<string>;
}

class LiteralTag implements Tag {
  readonly name: string;
  readonly #options: TagParts;
  readonly #narrowed = new Map<unknown, ObjectIndex>();
  #others: ObjectIndex | undefined;
  #expected: string | undefined;

  constructor(options: TagParts) {
    this.name = options.name;
    this.#options = options;
  }

  /** How many objects have literals for the member. */
  get size(): number {
    return this.#options.tagged.size;
  }

  get expected(): string {
    return this.#expected ??= writeLiterals(
      [...this.#options.byValue.keys()] as Literal[],
    );
  }

  narrow(value: unknown): ObjectIndex {
    const { byValue } = this.#options;
    const own = byValue.get(value);
    if (own === undefined) return this.#others ??= this.#index([]);
    const known = this.#narrowed.get(value) ?? this.#index(own);
    this.#narrowed.set(value, known);
    return known;
  }

  #index(own: readonly PartCopier[]): ObjectIndex {
    const { parts, tagged, used, name } = this.#options;
    const kept = new Set(own);
    const left = parts.filter((part) => kept.has(part) || !tagged.has(part));
    return makeIndex(left, new Set([...used, name]));
  }
}

/** Returns the only values of a member, unless it may be anything else. */
function literalsOf({ part, isOptional }: Field) {
  const structure = structureOf(part);
  return structure?.kind === "scalar" && !isOptional
    ? structure.literals
    : undefined;
}
