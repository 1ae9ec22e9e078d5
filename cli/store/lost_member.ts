import { isPlainObject, type Plain } from "../../src/codec/json/plain.ts";
import { memberStep } from "../../src/codec/refusal.ts";

/**
 * Finds a member that a value has and its copy has not; returns the path to it,
 * or `null` where the copy has all.
 */
export function findLostMember(
  value: Plain | undefined,
  copy: Plain | undefined,
): string | null {
  const path = findPath(value, copy);
  return path === null ? null : path.replace(/^\./, "");
}

function findPath(
  value: Plain | undefined,
  copy: Plain | undefined,
): string | null {
  if (value === undefined || copy === undefined) return null;
  if (Array.isArray(value) && Array.isArray(copy)) {
    return findIn(value.keys(), (at) => [`[${at}]`, value[at], copy[at]]);
  }
  if (!isPlainObject(value) || !isPlainObject(copy)) return null;
  const names = Object.keys(value);
  const lost = names.find((name) => !Object.hasOwn(copy, name));
  if (lost !== undefined) return memberStep(lost);
  return findIn(
    names,
    (name) => [memberStep(name), value[name], copy[name]],
  );
}

type Part = readonly [step: string, Plain | undefined, Plain | undefined];

function findIn<Key>(
  keys: Iterable<Key>,
  partOf: (key: Key) => Part,
): string | null {
  for (const key of keys) {
    const [step, value, copy] = partOf(key);
    const path = findPath(value, copy);
    if (path !== null) return step + path;
  }
  return null;
}
