import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import { refuseSize } from "../copy/copy.ts";
import { isExactly } from "../copy/kind.ts";
import {
  entriesOf,
  membersOf,
  sizeOfMap,
  sizeOfSet,
} from "../copy/platform_object.ts";
import { mismatch, nest, type PartCopier, unnest } from "../check/mismatch.ts";
import { structureOf } from "../check/part.ts";
import type { ReferenceOwner } from "../reference/reference.ts";
import { entryStep, type Refusal } from "../refusal.ts";
import type { Judge, JudgedContainer, Verdict } from "./verdict.ts";

/** A class of collections, and how large one of them is. */
interface CollectionKind<Collection> {
  readonly name: "Map" | "Set";
  readonly plural: "maps" | "sets";
  readonly isOne: (value: unknown) => value is Collection;
  readonly sizeOf: (collection: Collection) => number;
}

const MAP: CollectionKind<ReadonlyMap<unknown, unknown>> = {
  name: "Map",
  plural: "maps",
  isOne: (value) => isExactly(value, Map.prototype),
  sizeOf: sizeOfMap,
};

const SET: CollectionKind<ReadonlySet<unknown>> = {
  name: "Set",
  plural: "sets",
  isOne: (value) => isExactly(value, Set.prototype),
  sizeOf: sizeOfSet,
};

/** A collection that is judged as several parts, each member once. */
abstract class JudgedMembers implements JudgedContainer {
  readonly results = new Map<PartCopier, Refusal | undefined>();
  readonly #owner: ReferenceOwner;
  readonly #judge: Judge;

  constructor(
    parts: readonly PartCopier[],
    owner: ReferenceOwner,
    judge: Judge,
  ) {
    for (const part of parts) this.results.set(part, undefined);
    this.#owner = owner;
    this.#judge = judge;
  }

  abstract build(parts: readonly PartCopier[]): unknown;

  /** Reads the members of a collection; refuses what is none of its kind. */
  protected open<Collection>(
    value: unknown,
    { name, plural, isOne, sizeOf }: CollectionKind<Collection>,
    read: (source: Collection) => void,
  ): void {
    try {
      nest();
      if (!isOne(value)) this.#refuseAll(mismatch(name, value));
      else if (sizeOf(value) > MAX_COLLECTION_SIZE) {
        this.#refuseAll(refuseSize(plural));
      } else read(value);
    } finally {
      unnest();
    }
  }

  #refuseAll(refusal: Refusal): void {
    for (const part of this.results.keys()) this.results.set(part, refusal);
  }

  /** Judges one member as what the parts that are left say of it. */
  protected judgeMember(
    value: unknown,
    memberOf: (part: PartCopier) => PartCopier,
    step: string,
  ): Verdict | undefined {
    const asked = new Map<PartCopier, PartCopier[]>();
    for (const [part, refusal] of this.results) {
      if (refusal !== undefined) continue;
      const member = memberOf(part);
      asked.set(member, [...asked.get(member) ?? [], part]);
    }
    if (asked.size === 0) return undefined;
    const verdict = this.#judge(value, [...asked.keys()], this.#owner);
    for (const [member, parts] of asked) {
      if (verdict.accepts(member)) continue;
      const refusal = verdict.refusalOf(member).copyWithin(step);
      for (const part of parts) this.results.set(part, refusal);
    }
    return verdict;
  }
}

/** A map that is judged as several parts, each key and value once. */
export class JudgedMap extends JudgedMembers {
  readonly #entries: [key: Verdict, value: Verdict][] = [];

  /** Judges the map. */
  constructor(
    value: unknown,
    parts: readonly PartCopier[],
    owner: ReferenceOwner,
    judge: Judge,
  ) {
    super(parts, owner, judge);
    this.open(value, MAP, (source) => this.#read(source));
  }

  /** Builds the copy that has what some of these parts know of it. */
  build(parts: readonly PartCopier[]): unknown {
    const keys = [...new Set(parts.map(keyOf))];
    const values = [...new Set(parts.map(valueOf))];
    return new Map(
      this.#entries.map((
        [key, value],
      ) => [key.build(keys), value.build(values)]),
    );
  }

  #read(source: ReadonlyMap<unknown, unknown>): void {
    let index = 0;
    for (const [key, value] of entriesOf(source)) {
      const step = `.keys()[${index}]`;
      const keyVerdict = this.judgeMember(key, keyOf, step);
      const at = entryStep(key, index++);
      const valueVerdict = this.judgeMember(value, valueOf, at);
      if (keyVerdict === undefined || valueVerdict === undefined) return;
      this.#entries.push([keyVerdict, valueVerdict]);
    }
  }
}

/** A set that is judged as several parts, each member once. */
export class JudgedSet extends JudgedMembers {
  readonly #members: Verdict[] = [];

  /** Judges the set. */
  constructor(
    value: unknown,
    parts: readonly PartCopier[],
    owner: ReferenceOwner,
    judge: Judge,
  ) {
    super(parts, owner, judge);
    this.open(value, SET, (source) => this.#read(source));
  }

  /** Builds the copy that has what some of these parts know of it. */
  build(parts: readonly PartCopier[]): unknown {
    const elements = [...new Set(parts.map(elementOf))];
    return new Set(this.#members.map((member) => member.build(elements)));
  }

  #read(source: ReadonlySet<unknown>): void {
    for (const member of membersOf(source)) {
      const step = `.values()[${this.#members.length}]`;
      const verdict = this.judgeMember(member, elementOf, step);
      if (verdict === undefined) return;
      this.#members.push(verdict);
    }
  }
}

function keyOf(part: PartCopier): PartCopier {
  const structure = structureOf(part);
  return structure?.kind === "map" ? structure.key : part;
}

function valueOf(part: PartCopier): PartCopier {
  const structure = structureOf(part);
  return structure?.kind === "map" ? structure.value : part;
}

function elementOf(part: PartCopier): PartCopier {
  const structure = structureOf(part);
  return structure?.kind === "set" ? structure.element : part;
}
