import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import { readMember } from "../check/object.ts";
import { refuseProto, refuseSize } from "../copy/copy.ts";
import { copyMembers, findKeyed } from "../check/copy_members.ts";
import { isPlain, kindOf } from "../copy/kind.ts";
import {
  mismatch,
  nest,
  type PartCopier,
  unfit,
  unnest,
} from "../check/mismatch.ts";
import {
  indexObjects,
  type ObjectIndex,
  structureOfObject,
} from "../check/object_index.ts";
import type { Field } from "../check/part.ts";
import type { ReferenceOwner } from "../reference/reference.ts";
import { asRefusal, memberStep, type Refusal } from "../refusal.ts";
import type { Judge, JudgedContainer, Verdict } from "./verdict.ts";

const hasOwn = Object.prototype.hasOwnProperty;

/** What each object that is still possible says of one member. */
type Fields = Map<PartCopier, readonly Field[]>;

/** One member that has been read and judged. */
interface JudgedMember {
  readonly value: unknown;
  readonly fields: Fields;
  /** Missing if no object says anything of the value. */
  readonly verdict: Verdict | undefined;
}

/** An object that is judged as several parts, each member once. */
export class JudgedObject implements JudgedContainer {
  readonly results = new Map<PartCopier, Refusal | undefined>();
  dismissal: Refusal | undefined;
  readonly #source: Record<string, unknown>;
  /** Members that were read to narrow the parts down. */
  readonly #read = new Map<string, unknown>();
  readonly #members = new Map<string, JudgedMember>();
  readonly #owner: ReferenceOwner;
  readonly #judge: Judge;
  /** The copy, if one part only was left. */
  #copy: unknown;

  /** Judges the object. */
  constructor(
    value: unknown,
    parts: readonly PartCopier[],
    owner: ReferenceOwner,
    judge: Judge,
  ) {
    this.#source = value as Record<string, unknown>;
    this.#owner = owner;
    this.#judge = judge;
    const index = this.#open(value, parts);
    if (index === undefined) return;
    const { isCyclic } = index;
    try {
      if (isCyclic) nest();
      this.#judgeAs(this.#narrow(index));
    } finally {
      if (isCyclic) unnest();
    }
  }

  /** Builds the copy that has what some of these parts know of it. */
  build(parts: readonly PartCopier[]): unknown {
    if (this.#copy !== undefined) return this.#copy;
    const copy: Record<string, unknown> = {};
    for (const [name, { value, fields, verdict }] of this.#members) {
      const own: PartCopier[] = [];
      for (const part of parts) {
        for (const field of fields.get(part) ?? []) {
          if (value !== undefined || !field.isOptional) own.push(field.part);
        }
      }
      if (own.length > 0) copy[name] = verdict?.build(own);
    }
    return copy;
  }

  #open(
    value: unknown,
    parts: readonly PartCopier[],
  ): ObjectIndex | undefined {
    const isObject = typeof value === "object" && value !== null &&
      !Array.isArray(value);
    if (!isObject) {
      this.dismissal = mismatch("object", value);
      return undefined;
    }
    const index = indexObjects(parts);
    if (!index.hasOpen || isPlain(value)) return index;
    this.dismissal = mismatch("object", value);
    const left = parts.filter((part) => !structureOfObject(part).isOpen);
    return left.length === 0 ? undefined : indexObjects(left);
  }

  /** Rules out the parts whose literal types a member does not have. */
  #narrow(all: ObjectIndex): ObjectIndex {
    let index = all;
    for (let { tag } = index; tag !== undefined; { tag } = index) {
      const value = readMember(this.#source, tag.name);
      this.#read.set(tag.name, value);
      const next = tag.narrow(value);
      if (next.parts.length < index.parts.length) {
        this.dismissal = unfit(tag.expected, kindOf(value), tag.name);
      }
      index = next;
    }
    return index;
  }

  #judgeAs(index: ObjectIndex): void {
    const [only] = index.parts;
    if (only === undefined) return;
    for (const part of index.parts) this.results.set(part, undefined);
    const isAlone = index.parts.length === 1;
    // A name of several index signatures must be of each of them.
    if (isAlone && structureOfObject(only).keyed.length < 2) {
      return this.#copyAlone(only);
    }
    for (const [name, declared] of index.fields) {
      const fields = this.#keepLive(declared);
      // What other parts know by an index signature is judged along.
      if (index.hasKeyed && hasOwn.call(this.#source, name)) {
        this.#addKeyed(name, fields);
      }
      if (fields.size > 0) this.#judgeMember(name, fields);
    }
    if (index.hasKeyed) this.#judgeKeyed();
  }

  #copyAlone(part: PartCopier): void {
    const structure = structureOfObject(part);
    try {
      this.#copy = copyMembers(
        this.#source,
        structure,
        this.#owner,
        this.#read,
      );
    } catch (error) {
      this.results.set(part, asRefusal(error));
    }
  }

  #keepLive(fields: ReadonlyMap<PartCopier, Field>): Fields {
    const live: Fields = new Map();
    for (const [part, field] of fields) {
      if (this.#isLive(part)) live.set(part, [field]);
    }
    return live;
  }

  #isLive(part: PartCopier): boolean {
    return this.results.has(part) && this.results.get(part) === undefined;
  }

  /** Adds what the parts that do not declare a member say of its name. */
  #addKeyed(name: string, fields: Fields): void {
    for (const part of this.results.keys()) {
      if (!this.#isLive(part)) continue;
      const { fields: declared, keyed } = structureOfObject(part);
      const own = declared.has(name) ? [] : findKeyed(keyed, name);
      if (own.length === 0) continue;
      if (name === "__proto__") {
        this.results.set(part, refuseProto().copyWithin(memberStep(name)));
      } else {
        fields.set(part, own.map(({ part }) => ({ part, isOptional: false })));
      }
    }
  }

  #judgeKeyed(): void {
    let size = 0;
    for (const key in this.#source) {
      if (!hasOwn.call(this.#source, key)) continue;
      if (++size > MAX_COLLECTION_SIZE) {
        this.results.clear();
        this.dismissal = refuseSize("objects");
        return;
      }
      if (this.#members.has(key)) continue;
      const fields: Fields = new Map();
      this.#addKeyed(key, fields);
      if (fields.size > 0) this.#judgeMember(key, fields);
    }
  }

  #judgeMember(name: string, fields: Fields): void {
    const value = this.#read.has(name)
      ? this.#read.get(name)
      : readMember(this.#source, name);
    const askers = new Map<PartCopier, PartCopier[]>();
    for (const [part, list] of fields) {
      for (const field of list) {
        if (value === undefined && field.isOptional) continue;
        const known = askers.get(field.part);
        if (known === undefined) askers.set(field.part, [part]);
        else known.push(part);
      }
    }
    const asked = [...askers.keys()];
    const verdict = asked.length === 0
      ? undefined
      : this.#judge(value, asked, this.#owner);
    this.#members.set(name, { value, fields, verdict });
    for (const [part, objects] of askers) {
      if (verdict === undefined || verdict.accepts(part)) continue;
      const refusal = verdict.refusalOf(part).copyWithin(memberStep(name));
      for (const object of objects) this.results.set(object, refusal);
    }
  }
}
