import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import { refuseSize } from "../copy/copy.ts";
import { isPlain } from "../copy/kind.ts";
import { mismatch, unfit } from "./mismatch.ts";

/** An object whose members are about to be checked. */
export type Members = Readonly<Record<string, unknown>>;

/** Returns any object, whose required members are checked next. */
export function object(value: unknown): Members {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Members;
  }
  throw mismatch("object", value);
}

/** Returns an object of no class of the platform. */
export function open(value: unknown): Members {
  const members = object(value);
  // Without a required member, any Map and any Promise would pass.
  if (isPlain(members)) return members;
  throw mismatch("object", value);
}

/**
 * Reads the named members of an object, each once. A member of a name that
 * every object inherits, such as `toString`, must be the object's own.
 */
export function pick(source: Members, names: readonly string[]): Members {
  const members: Record<string, unknown> = {};
  for (const name of names) members[name] = readMember(source, name);
  return members;
}

/** Reads a member, unless every object has one of that name. */
export function readMember(source: Members, name: string): unknown {
  return !(name in Object.prototype) || Object.hasOwn(source, name)
    ? source[name]
    : undefined;
}

/** Returns an array whose elements will be checked. */
export function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw mismatch("array", value);
  if (value.length > MAX_COLLECTION_SIZE) throw refuseSize("arrays");
  return value;
}

/** Returns an array of a length that a tuple may have. */
export function tuple(
  value: unknown,
  least: number,
  most = Infinity,
): readonly unknown[] {
  const elements = array(value);
  const { length } = elements;
  if (length >= least && length <= most) return elements;
  const range = most === Infinity
    ? `at least ${least}`
    : least === most
    ? `${least}`
    : `${least} to ${most}`;
  throw unfit(`${range} elements`, `${length}`);
}
