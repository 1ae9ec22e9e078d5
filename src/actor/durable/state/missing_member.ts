import { quote } from "../../../base/escape_controls.ts";

/**
 * Returns the path of something that one value holds and another lacks, such as
 * `.entries[3].note`; `null` if there is none.
 */
export function findMissing(stored: unknown, read: unknown): string | null {
  if (Array.isArray(stored)) {
    if (!Array.isArray(read)) return "";
    return findFirst(
      stored.keys(),
      (at) => at in read ? findMissing(stored[at], read[at]) : "",
      (at) => `[${at}]`,
    );
  }
  if (stored instanceof Map) {
    return read instanceof Map
      ? findMissing([...stored].flat(), [...read].flat())
      : "";
  }
  if (stored instanceof Set) {
    return read instanceof Set ? findMissing([...stored], [...read]) : "";
  }
  if (!isPlain(stored)) return null;
  if (!isPlain(read)) return "";
  return findFirst(
    Object.keys(stored),
    (key) =>
      Object.hasOwn(read, key) ? findMissing(stored[key], read[key]) : "",
    (key) => /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${quote(key)}]`,
  );
}

function findFirst<Key>(
  keys: Iterable<Key>,
  find: (key: Key) => string | null,
  name: (key: Key) => string,
): string | null {
  for (const key of keys) {
    const path = find(key);
    if (path !== null) return `${name(key)}${path}`;
  }
  return null;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
