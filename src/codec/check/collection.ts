import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import { refuseProto, refuseSize } from "../copy/copy.ts";
import { isExactly } from "../copy/kind.ts";
import { open } from "./object.ts";
import {
  mismatch,
  nest,
  type PartCopier,
  type Step,
  unnest,
  within,
} from "./mismatch.ts";
import { type ReferenceOwner, UNOWNED } from "../reference/reference.ts";
import type { TextForm } from "./text_form.ts";
import {
  entriesOf,
  membersOf,
  sizeOfMap,
  sizeOfSet,
} from "../copy/platform_object.ts";
import { asRefusal, entryStep } from "../refusal.ts";

const hasOwn = Object.prototype.hasOwnProperty;

/** The names of members that an index signature covers. */
export interface RecordKeys {
  /** Names of declared members, which it does not cover. */
  readonly except?: readonly string[];
  /** The pattern of the names. */
  readonly like?: TextForm;
}

/** Copies the members of an object that only an index signature declares. */
export function record<Part>(
  value: unknown,
  step: Step,
  copyMember: PartCopier<Part>,
  owner: ReferenceOwner = UNOWNED,
  { except = [], like }: RecordKeys = {},
): Record<string, Part> {
  try {
    nest();
    const source = open(value);
    const copy: Record<string, Part> = {};
    let size = 0;
    for (const key in source) {
      if (!hasOwn.call(source, key) || except.includes(key)) continue;
      if (like !== undefined && !like.test(key)) continue;
      if (++size > MAX_COLLECTION_SIZE) throw refuseSize("objects");
      if (key === "__proto__") throw within(key, refuseProto());
      copy[key] = copyMember(source[key], key, owner);
    }
    return copy;
  } catch (error) {
    throw within(step, error);
  } finally {
    unnest();
  }
}

/** Copies a map, key by key and value by value. */
export function map<Key, Part>(
  value: unknown,
  step: Step,
  copyKey: PartCopier<Key>,
  copyEntry: PartCopier<Part>,
  owner: ReferenceOwner = UNOWNED,
): Map<Key, Part> {
  try {
    nest();
    if (!isExactly(value, Map.prototype)) throw mismatch("Map", value);
    return copyEntries(value, copyKey, copyEntry, owner);
  } catch (error) {
    throw within(step, error);
  } finally {
    unnest();
  }
}

function copyEntries<Key, Part>(
  source: ReadonlyMap<unknown, unknown>,
  copyKey: PartCopier<Key>,
  copyEntry: PartCopier<Part>,
  owner: ReferenceOwner,
): Map<Key, Part> {
  if (sizeOfMap(source) > MAX_COLLECTION_SIZE) throw refuseSize("maps");
  const copy = new Map<Key, Part>();
  let key: unknown;
  let isAtKey = true;
  try {
    for (const entry of entriesOf(source)) {
      key = entry[0];
      isAtKey = true;
      const keyCopy = copyKey(key, null, owner);
      isAtKey = false;
      copy.set(keyCopy, copyEntry(entry[1], null, owner));
    }
    return copy;
  } catch (error) {
    const index = copy.size;
    const step = isAtKey ? `.keys()[${index}]` : entryStep(key, index);
    throw asRefusal(error).within(step);
  }
}

/** Copies a set, member by member. */
export function set<Part>(
  value: unknown,
  step: Step,
  copyMember: PartCopier<Part>,
  owner: ReferenceOwner = UNOWNED,
): Set<Part> {
  try {
    nest();
    if (!isExactly(value, Set.prototype)) throw mismatch("Set", value);
    return copyMembers(value, copyMember, owner);
  } catch (error) {
    throw within(step, error);
  } finally {
    unnest();
  }
}

function copyMembers<Part>(
  source: ReadonlySet<unknown>,
  copyMember: PartCopier<Part>,
  owner: ReferenceOwner,
): Set<Part> {
  if (sizeOfSet(source) > MAX_COLLECTION_SIZE) throw refuseSize("sets");
  const copy = new Set<Part>();
  try {
    for (const member of membersOf(source)) {
      copy.add(copyMember(member, null, owner));
    }
    return copy;
  } catch (error) {
    throw asRefusal(error).within(`.values()[${copy.size}]`);
  }
}
