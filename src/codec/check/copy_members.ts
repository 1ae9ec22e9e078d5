import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import { readMember } from "./object.ts";
import { refuseProto, refuseSize } from "../copy/copy.ts";
import { within } from "./mismatch.ts";
import type { KeyedFields, ObjectStructure } from "./part.ts";
import type { ReferenceOwner } from "../reference/reference.ts";

/** An object's members by their names. */
type Members = Readonly<Record<string, unknown>>;

const hasOwn = Object.prototype.hasOwnProperty;

/**
 * Copies the members of an object with one index signature at most; some may
 * have been read before.
 */
export function copyMembers(
  source: Members,
  { fields, keyed }: Pick<ObjectStructure, "fields" | "keyed">,
  owner: ReferenceOwner,
  read?: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, { part, isOptional }] of fields) {
    const value = read?.has(name) ? read.get(name) : readMember(source, name);
    if (value === undefined && isOptional) continue;
    copy[name] = part(value, name, owner);
  }
  if (keyed.length === 0) return copy;
  let size = 0;
  for (const key in source) {
    if (!hasOwn.call(source, key) || fields.has(key)) continue;
    const [own] = findKeyed(keyed, key);
    if (own === undefined) continue;
    if (++size > MAX_COLLECTION_SIZE) throw refuseSize("objects");
    if (key === "__proto__") throw within(key, refuseProto());
    const value = read?.has(key) ? read.get(key) : source[key];
    copy[key] = own.part(value, key, owner);
  }
  return copy;
}

/** Lists what an object says of a member that it does not declare. */
export function findKeyed(
  keyed: readonly KeyedFields[],
  key: string,
): readonly KeyedFields[] {
  return keyed.filter(({ like }) => like?.test(key) ?? true);
}
