import type { PartCopier } from "../check/mismatch.ts";
import { unfit } from "../check/mismatch.ts";
import { kindOf } from "../copy/kind.ts";
import { structureOf } from "../check/part.ts";
import type { ReferenceOwner } from "../reference/reference.ts";
import type { Refusal } from "../refusal.ts";

/** Judges a value as several parts at once. */
export type Judge = (
  value: unknown,
  parts: readonly PartCopier[],
  owner: ReferenceOwner,
) => Verdict;

/** A container that several parts have been judged on, member by member. */
export interface JudgedContainer {
  /** The parts that the container is of, with the refusals of the others. */
  readonly results: ReadonlyMap<PartCopier, Refusal | undefined>;
  /** Why parts that have no result were ruled out. */
  readonly dismissal?: Refusal | undefined;
  /** Builds the copy that has what some of these parts know of it. */
  build(parts: readonly PartCopier[]): unknown;
}

/** Which of several parts a value is of, with the copies made to tell. */
export class Verdict {
  readonly #value: unknown;
  /** The parts that take part in the place of each part: a union's variants. */
  readonly #leaves: ReadonlyMap<PartCopier, readonly PartCopier[]>;
  readonly #copies = new Map<PartCopier, unknown>();
  readonly #refusals = new Map<PartCopier, Refusal>();
  readonly #containers: JudgedContainer[] = [];

  /** Creates the verdict on a value before any part has been judged. */
  constructor(
    value: unknown,
    leaves: ReadonlyMap<PartCopier, readonly PartCopier[]>,
  ) {
    this.#value = value;
    this.#leaves = leaves;
  }

  /** Notes the copy that one part made. */
  accept(part: PartCopier, copy: unknown): void {
    this.#copies.set(part, copy);
  }

  /** Notes why one part made no copy. */
  refuse(part: PartCopier, refusal: Refusal): void {
    this.#refusals.set(part, refusal);
  }

  /** Notes a container that was judged as several parts. */
  addContainer(container: JudgedContainer): void {
    this.#containers.push(container);
    for (const [part, refusal] of container.results) {
      if (refusal !== undefined) this.#refusals.set(part, refusal);
    }
  }

  /** Tells whether the value is of a part. */
  accepts(part: PartCopier): boolean {
    return this.#leavesOf(part).some((leaf) => this.#isAccepted(leaf));
  }

  /** Returns why the value is not of a part. */
  refusalOf(part: PartCopier): Refusal {
    const refusals = [
      ...this.#leavesOf(part).flatMap((leaf) => this.#refusals.get(leaf) ?? []),
      ...this.#containers.flatMap(({ dismissal }) => dismissal ?? []),
    ];
    const structure = structureOf(part);
    const expected = structure?.kind === "union"
      ? structure.expected
      : refusals[0]?.expected ?? "nothing";
    return furthest(refusals) ?? unfit(expected, kindOf(this.#value));
  }

  /** Builds the copy that has what all of these parts know of the value. */
  build(parts: readonly PartCopier[]): unknown {
    const leaves = new Set(
      parts.flatMap((part) => this.#leavesOf(part)).filter((leaf) =>
        this.#isAccepted(leaf)
      ),
    );
    const copies: unknown[] = [];
    for (const leaf of leaves) {
      if (this.#copies.has(leaf)) copies.push(this.#copies.get(leaf));
    }
    for (const container of this.#containers) {
      const own = [...leaves].filter((leaf) => container.results.has(leaf));
      if (own.length > 0) copies.push(container.build(own));
    }
    return copies.length < 2 ? copies[0] : copies.reduce(merge);
  }

  #leavesOf(part: PartCopier): readonly PartCopier[] {
    return this.#leaves.get(part) ?? [part];
  }

  #isAccepted(leaf: PartCopier): boolean {
    return this.#copies.has(leaf) ||
      this.#containers.some(({ results }) =>
        results.has(leaf) && results.get(leaf) === undefined
      );
  }
}

/** Returns the refusal from furthest below, if all from there say the same. */
export function furthest(refusals: readonly Refusal[]): Refusal | undefined {
  const depth = Math.max(...refusals.map((refusal) => refusal.depth));
  const deepest = refusals.filter((refusal) => refusal.depth === depth);
  const sentences = deepest.map((refusal) => refusal.toCodecError().message);
  return new Set(sentences).size === 1 ? deepest[0] : undefined;
}

/** Puts the members of one copy into another copy of the same value. */
function merge(into: unknown, from: unknown): unknown {
  if (!isMembers(into) || !isMembers(from)) return into;
  for (const [name, member] of Object.entries(from)) {
    into[name] = Object.hasOwn(into, name) ? merge(into[name], member) : member;
  }
  return into;
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}
