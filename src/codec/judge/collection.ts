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

/** A class of collections, whose entries have a member or more. */
interface CollectionKind<Collection> {
  readonly name: "Map" | "Set";
  readonly plural: "maps" | "sets";
  readonly isOne: (value: unknown) => value is Collection;
  readonly sizeOf: (collection: Collection) => number;
  /** Reads an entry's members, one after the other. */
  readonly read: (collection: Collection) => Iterable<readonly unknown[]>;
  /** What a part says of each member of an entry. */
  readonly members: readonly ((part: PartCopier) => PartCopier)[];
  /** Names the step to a member of an entry. */
  readonly step: (
    entry: readonly unknown[],
    at: number,
    index: number,
  ) => string;
  readonly build: (entries: readonly unknown[][]) => unknown;
}

/** Maps, each of whose keys and values is judged once. */
export const MAPS: CollectionKind<ReadonlyMap<unknown, unknown>> = {
  name: "Map",
  plural: "maps",
  isOne: (value) => isExactly(value, Map.prototype),
  sizeOf: sizeOfMap,
  read: entriesOf,
  members: [keyOf, valueOf],
  step: (entry, at, index) =>
    at === 0 ? `.keys()[${index}]` : entryStep(entry[0], index),
  build: (entries) => new Map(entries as [unknown, unknown][]),
};

/** Sets, each of whose elements is judged once. */
export const SETS: CollectionKind<ReadonlySet<unknown>> = {
  name: "Set",
  plural: "sets",
  isOne: (value) => isExactly(value, Set.prototype),
  sizeOf: sizeOfSet,
  *read(collection) {
    for (const element of membersOf(collection)) yield [element];
  },
  members: [elementOf],
  step: (_entry, _at, index) => `.values()[${index}]`,
  build: (entries) => new Set(entries.map(([element]) => element)),
};

/** A map or set that is judged as several parts, each member once. */
export class JudgedCollection<Collection> implements JudgedContainer {
  readonly results = new Map<PartCopier, Refusal | undefined>();
  readonly #kind: CollectionKind<Collection>;
  readonly #entries: Verdict[][] = [];

  /** Judges it; refuses what is none of its kind. */
  constructor(
    kind: CollectionKind<Collection>,
    value: unknown,
    parts: readonly PartCopier[],
    owner: ReferenceOwner,
    judge: Judge,
  ) {
    this.#kind = kind;
    for (const part of parts) this.results.set(part, undefined);
    const { name, plural, isOne, sizeOf } = kind;
    try {
      nest();
      if (!isOne(value)) this.#refuseAll(mismatch(name, value));
      else if (sizeOf(value) > MAX_COLLECTION_SIZE) {
        this.#refuseAll(refuseSize(plural));
      } else this.#read(value, owner, judge);
    } finally {
      unnest();
    }
  }

  /** Builds the copy that has what some of these parts know of it. */
  build(parts: readonly PartCopier[]): unknown {
    const { build, members } = this.#kind;
    const known = members.map((memberOf) => [...new Set(parts.map(memberOf))]);
    return build(
      this.#entries.map((entry) =>
        entry.map((verdict, at) => verdict.build(known[at]!))
      ),
    );
  }

  #refuseAll(refusal: Refusal): void {
    for (const part of this.results.keys()) this.results.set(part, refusal);
  }

  #read(source: Collection, owner: ReferenceOwner, judge: Judge): void {
    const { members, read, step } = this.#kind;
    let index = 0;
    for (const entry of read(source)) {
      const verdicts: Verdict[] = [];
      for (const [at, memberOf] of members.entries()) {
        const path = step(entry, at, index);
        const verdict = this.#judge(entry[at], memberOf, path, owner, judge);
        if (verdict === undefined) return;
        verdicts.push(verdict);
      }
      this.#entries.push(verdicts);
      index++;
    }
  }

  /** Judges one member as what the parts that are left say of it. */
  #judge(
    value: unknown,
    memberOf: (part: PartCopier) => PartCopier,
    step: string,
    owner: ReferenceOwner,
    judge: Judge,
  ): Verdict | undefined {
    const asked = new Map<PartCopier, PartCopier[]>();
    for (const [part, refusal] of this.results) {
      if (refusal !== undefined) continue;
      const member = memberOf(part);
      asked.set(member, [...asked.get(member) ?? [], part]);
    }
    if (asked.size === 0) return undefined;
    const verdict = judge(value, [...asked.keys()], owner);
    for (const [member, parts] of asked) {
      if (verdict.accepts(member)) continue;
      const refusal = verdict.refusalOf(member).copyWithin(step);
      for (const part of parts) this.results.set(part, refusal);
    }
    return verdict;
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
