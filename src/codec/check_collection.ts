import { MAX_COLLECTION_SIZE } from "../base/limits.ts";
import { refuseProto, refuseSize } from "./copy.ts";
import { isPlain } from "./kind.ts";
import {
  mismatch,
  nest,
  type PartCopier,
  type Step,
  unnest,
  within,
} from "./mismatch.ts";
import { NOBODY, type ReferenceOwner } from "./reference.ts";
import { entryStep } from "./refusal.ts";

const hasOwn = Object.prototype.hasOwnProperty;

/** Which members of an object are an index signature's. */
export interface RecordKeys {
  /** Names of members that are declared one by one. */
  readonly except?: readonly string[];
  /** The form of the names. */
  readonly like?: RegExp;
}

/** Copies the members of an object that only an index signature declares. */
export function record<Part>(
  value: unknown,
  step: Step,
  copyMember: PartCopier<Part>,
  owner: ReferenceOwner = NOBODY,
  { except = [], like }: RecordKeys = {},
): Record<string, Part> {
  try {
    nest();
    const source = asRecord(value);
    const copy: Record<string, Part> = {};
    let size = 0;
    for (const key in source) {
      if (!hasOwn.call(source, key) || except.includes(key)) continue;
      if (like !== undefined && !like.test(key)) continue;
      if (++size > MAX_COLLECTION_SIZE) throw refuseSize("objects");
      if (key === "__proto__") throw within(key, refuseProto());
      // An optional member's `undefined` would be no member of its type.
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
  owner: ReferenceOwner = NOBODY,
): Map<Key, Part> {
  try {
    nest();
    const source = asInstance(value, Map<unknown, unknown>);
    if (source.size > MAX_COLLECTION_SIZE) throw refuseSize("maps");
    const copy = new Map<Key, Part>();
    for (const [key, entry] of source) {
      const index = copy.size;
      copy.set(
        copyStep(copyKey, key, owner, () => `.keys()[${index}]`),
        copyStep(copyEntry, entry, owner, () => entryStep(key, index)),
      );
    }
    return copy;
  } catch (error) {
    throw within(step, error);
  } finally {
    unnest();
  }
}
