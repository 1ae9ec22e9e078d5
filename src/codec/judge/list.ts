import { array } from "../check/object.ts";
import { nest, type PartCopier, unfit, unnest } from "../check/mismatch.ts";
import { type Field, type ListStructure, structureOf } from "../check/part.ts";
import type { ReferenceOwner } from "../reference/reference.ts";
import { asRefusal, type Refusal } from "../refusal.ts";
import type { Judge, JudgedContainer, Verdict } from "./verdict.ts";

/** An array that is judged as several parts, each element once. */
export class JudgedList implements JudgedContainer {
  readonly results = new Map<PartCopier, Refusal | undefined>();
  readonly #elements: (Verdict | undefined)[] = [];
  /** Elements from here on are copies: one part only was left. */
  #copies: unknown[] = [];
  #length = 0;

  /** Judges the array. */
  constructor(
    value: unknown,
    parts: readonly PartCopier[],
    owner: ReferenceOwner,
    judge: Judge,
  ) {
    for (const part of parts) this.results.set(part, undefined);
    const source = this.#open(value);
    if (source === undefined) return;
    this.#length = source.length;
    for (const part of parts) {
      this.results.set(part, refuseLength(structureOfList(part), this.#length));
    }
    const isCyclic = parts.some((part) => structureOfList(part).isCyclic);
    try {
      if (isCyclic) nest();
      this.#read(source, owner, judge);
    } finally {
      if (isCyclic) unnest();
    }
  }

  /** Builds the copy that has what some of these parts know of it. */
  build(parts: readonly PartCopier[]): unknown {
    const copy = this.#elements.map((verdict, index) => {
      const own = parts.map((part) => this.#fieldAt(part, index).part);
      return verdict?.build([...new Set(own)]);
    });
    for (const element of this.#copies) copy.push(element);
    return copy;
  }

  #open(value: unknown): readonly unknown[] | undefined {
    try {
      return array(value);
    } catch (error) {
      const refusal = asRefusal(error);
      for (const part of this.results.keys()) this.results.set(part, refusal);
      return undefined;
    }
  }

  #read(source: readonly unknown[], owner: ReferenceOwner, judge: Judge): void {
    for (let index = 0; index < source.length; index++) {
      const live = [...this.results.keys()].filter((part) =>
        this.results.get(part) === undefined
      );
      const [only] = live;
      if (only === undefined) return;
      if (live.length === 1) return this.#copyRest(only, source, owner);
      this.#judgeElement(live, source[index], index, owner, judge);
    }
  }

  #judgeElement(
    live: readonly PartCopier[],
    value: unknown,
    index: number,
    owner: ReferenceOwner,
    judge: Judge,
  ): void {
    const asked = new Map<PartCopier, PartCopier[]>();
    for (const part of live) {
      const field = this.#fieldAt(part, index);
      if (value === undefined && field.isOptional) continue;
      const known = asked.get(field.part);
      if (known === undefined) asked.set(field.part, [part]);
      else known.push(part);
    }
    if (asked.size === 0) {
      this.#elements.push(undefined);
      return;
    }
    const verdict = judge(value, [...asked.keys()], owner);
    this.#elements.push(verdict);
    for (const [element, parts] of asked) {
      if (verdict.accepts(element)) continue;
      const refusal = verdict.refusalOf(element).copyWithin(`[${index}]`);
      for (const part of parts) this.results.set(part, refusal);
    }
  }

  #copyRest(
    part: PartCopier,
    source: readonly unknown[],
    owner: ReferenceOwner,
  ): void {
    let index = this.#elements.length;
    try {
      for (; index < source.length; index++) {
        const field = this.#fieldAt(part, index);
        const value = source[index];
        this.#copies.push(
          value === undefined && field.isOptional
            ? value
            : field.part(value, index, owner),
        );
      }
    } catch (error) {
      this.results.set(part, asRefusal(error));
    }
  }

  #fieldAt(part: PartCopier, index: number): Field {
    return fieldAt(structureOfList(part), index, this.#length);
  }
}

/** Returns what a list says of one of its elements. */
export function fieldAt(
  { first, rest, last }: ListStructure,
  index: number,
  length: number,
): Field {
  const own = first[index];
  if (own !== undefined) return own;
  const part = last[index - length + last.length] ?? rest;
  if (part === undefined) throw unfit("no such element", "one");
  return { part, isOptional: false };
}

/** Returns why a list cannot have a length, if it cannot. */
export function refuseLength(
  { first, rest, last }: ListStructure,
  length: number,
): Refusal | undefined {
  const required = first.filter(({ isOptional }) => !isOptional).length;
  const least = required + last.length;
  const most = rest === undefined ? least + first.length - required : Infinity;
  if (length >= least && length <= most) return undefined;
  const range = most === Infinity
    ? `at least ${least}`
    : least === most
    ? `${least}`
    : `${least} to ${most}`;
  return unfit(`${range} elements`, `${length}`);
}

/** Returns the structure of a part that is an array or a tuple. */
export function structureOfList(part: PartCopier): ListStructure {
  const structure = structureOf(part);
  if (structure?.kind === "list") return structure;
  throw new TypeError("Cannot judge elements: the part is not a list");
}
