import { coded as copyCoded, type CodedClass } from "./coded.ts";
import { map as copyMap, set as copySet } from "./collection.ts";
import { extended } from "./extended.ts";
import { array, object, open } from "./object.ts";
import { copyMembers } from "./copy_members.ts";
import { fieldAt, refuseLength } from "../judge/list.ts";
import { judge } from "../judge/judge.ts";
import { JudgedObject } from "../judge/object.ts";
import {
  nest,
  type PartCopier,
  type Step,
  unnest,
  within,
} from "./mismatch.ts";
import {
  describe,
  type Field,
  type KeyedFields,
  type ListStructure,
  type ObjectStructure,
  type Part,
  structureOf,
} from "./part.ts";
import { type ReferenceOwner, UNOWNED } from "../reference/reference.ts";

/** The members of an object, as generated code declares them. */
export interface ObjectParts {
  /** An object whose members this one has, too. */
  readonly like?: PartCopier;
  /** Names of its members that this one does not have. */
  readonly without?: readonly string[];
  /** Members that must be there. */
  readonly must?: Readonly<Record<string, PartCopier>>;
  /** Members that may be missing. */
  readonly may?: Readonly<Record<string, PartCopier>>;
  /** Members of other names. */
  readonly keyed?: readonly KeyedFields[];
  /** Whether an object without any member would fit. */
  readonly isOpen?: boolean;
  /** Whether values may hold others of their own type. */
  readonly isCyclic?: boolean;
}

/** Declares a part that is an object of these members. */
export function members(parts: () => ObjectParts): Part {
  let known: ObjectStructure | undefined;
  const structure = () => known ??= buildObject(parts());
  const part: Part = (value, step, owner = UNOWNED) => {
    const { isOpen, isCyclic, ...rest } = structure();
    if (rest.keyed.length > 1) return copyKeyed(value, step, owner, part);
    try {
      if (isCyclic) nest();
      const source = isOpen ? open(value) : object(value);
      return copyMembers(source, rest, owner);
    } catch (error) {
      throw within(step, error);
    } finally {
      if (isCyclic) unnest();
    }
  };
  return describe(part, structure);
}

/** Copies an object of which a name may be several index signatures'. */
function copyKeyed(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
  part: Part,
): unknown {
  try {
    const judged = new JudgedObject(value, [part], owner, judge);
    const refusal = judged.results.get(part) ?? judged.dismissal;
    if (refusal !== undefined) throw refusal;
    return judged.build([part]);
  } catch (error) {
    throw within(step, error);
  }
}

function buildObject(parts: ObjectParts): ObjectStructure {
  const base = parts.like && structureOf(parts.like);
  const fields = new Map(base?.kind === "object" ? base.fields : []);
  for (const name of parts.without ?? []) fields.delete(name);
  for (const [name, part] of Object.entries(parts.must ?? {})) {
    fields.set(name, { part, isOptional: false });
  }
  for (const [name, part] of Object.entries(parts.may ?? {})) {
    fields.set(name, { part, isOptional: true });
  }
  const { keyed = [], isOpen = false, isCyclic = false } = parts;
  return { kind: "object", fields, keyed, isOpen, isCyclic };
}

/** The elements of an array or a tuple, as generated code declares them. */
export interface ListParts {
  /** Elements that must be there. */
  readonly must?: readonly PartCopier[];
  /** Elements after these that may be missing. */
  readonly may?: readonly PartCopier[];
  /** Any number of elements after these. */
  readonly rest?: PartCopier;
  /** Elements after the rest. */
  readonly last?: readonly PartCopier[];
  /** Whether values may hold others of their own type. */
  readonly isCyclic?: boolean;
}

/** Declares a part that is an array or a tuple of these elements. */
export function list(parts: () => ListParts): Part {
  let known: ListStructure | undefined;
  const structure = () => known ??= buildList(parts());
  const part: Part = (value, step, owner = UNOWNED) => {
    const { isCyclic } = structure();
    try {
      if (isCyclic) nest();
      return copyElements(array(value), structure(), owner);
    } catch (error) {
      throw within(step, error);
    } finally {
      if (isCyclic) unnest();
    }
  };
  return describe(part, structure);
}

function buildList(parts: ListParts): ListStructure {
  const { must = [], may = [], rest, last = [], isCyclic = false } = parts;
  const first: Field[] = [
    ...must.map((part) => ({ part, isOptional: false })),
    ...may.map((part) => ({ part, isOptional: true })),
  ];
  return { kind: "list", first, rest, last, isCyclic };
}

function copyElements(
  source: readonly unknown[],
  structure: ListStructure,
  owner: ReferenceOwner,
): unknown[] {
  const { length } = source;
  const refusal = refuseLength(structure, length);
  if (refusal !== undefined) throw refusal;
  const copy: unknown[] = [];
  for (let index = 0; index < length; index++) {
    const value = source[index];
    const { part, isOptional } = fieldAt(structure, index, length);
    const isMissing = value === undefined && isOptional;
    copy.push(isMissing ? value : part(value, index, owner));
  }
  return copy;
}

/** Declares a part that is a map. */
export function entries(
  parts: () => readonly [key: PartCopier, value: PartCopier],
): Part {
  const part: Part = (value, step, owner) =>
    copyMap(value, step, ...parts(), owner);
  return describe(part, () => {
    const [key, value] = parts();
    return { kind: "map", key, value };
  });
}

/** Declares a part that is a set. */
export function elements(element: () => PartCopier): Part {
  const part: Part = (value, step, owner) =>
    copySet(value, step, element(), owner);
  return describe(part, () => ({ kind: "set", element: element() }));
}

/** Declares a part that is an instance of a class with a codec. */
export function codedPart<Value extends object, Plain>(
  parts: () => readonly [type: CodedClass<Value, Plain>, plain: PartCopier],
): Part {
  const part: Part = (value, step, owner = UNOWNED) =>
    copyCoded(value, step, owner, ...parts());
  return describe(part, () => {
    const [type, plain] = parts();
    const coded = type as unknown as CodedClass<object, unknown>;
    return { kind: "coded", type: coded, plain };
  });
}

const COLLECTIONS = {
  list: Array.isArray,
  map: (value: unknown) => value instanceof Map,
  set: (value: unknown) => value instanceof Set,
};

/** Declares a part that is a collection with members of its own. */
export function extendedPart(
  kind: keyof typeof COLLECTIONS,
  parts: () => readonly [
    base: PartCopier,
    members: PartCopier,
    names: readonly string[],
  ],
): Part {
  const part: Part = (value, step, owner = UNOWNED) =>
    extended(value, step, owner, ...parts());
  const structure = { kind: "instance", fits: COLLECTIONS[kind] } as const;
  return describe(part, { ...structure, extends: kind });
}
