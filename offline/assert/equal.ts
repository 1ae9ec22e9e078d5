/**
 * Compares two values by structure, the way std does: `0` equals `-0`, `NaN`
 * equals itself, a missing member differs from an undefined one, and objects
 * of different classes differ.
 */
export function equal(actual: unknown, expected: unknown): boolean {
  return equalWithin(actual, expected, new Map());
}

type Pairs = Map<object, unknown>;

function equalWithin(a: unknown, b: unknown, pairs: Pairs): boolean {
  if (Object.is(a, b) || (a === 0 && b === 0)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (!sameClass(a, b)) return false;
  // A pair met again on its own path is a cycle, equal if all else is.
  if (pairs.get(a) === b) return true;
  pairs.set(a, b);
  if (a instanceof Date && b instanceof Date) {
    return Object.is(a.getTime(), b.getTime());
  }
  if (a instanceof RegExp || a instanceof URL) return String(a) === String(b);
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`cannot compare ${a.constructor.name} instances`);
  }
  if (a instanceof WeakRef && b instanceof WeakRef) {
    return equalWithin(a.deref(), b.deref(), pairs);
  }
  if (a instanceof Set && b instanceof Set) return equalSets(a, b, pairs);
  if (a instanceof Map && b instanceof Map) return equalMaps(a, b, pairs);
  if (a instanceof Error && b instanceof Error) {
    return a.message === b.message && equalMembers(a, b, pairs);
  }
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) {
    return equalMembers(new Uint8Array(a), new Uint8Array(b), pairs);
  }
  return equalMembers(a, b, pairs);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function sameClass(a: object, b: object): boolean {
  return (a.constructor ?? Object) === (b.constructor ?? Object);
}

function equalSets(
  a: Set<unknown>,
  b: Set<unknown>,
  pairs: Pairs,
): boolean {
  if (a.size !== b.size) return false;
  const rest = new Set(b);
  for (const item of a) {
    if (rest.delete(item)) continue;
    const match = rest.values().find((other) => tryEqual(item, other, pairs));
    if (match === undefined || !rest.delete(match)) return false;
  }
  return true;
}

function equalMaps(
  a: Map<unknown, unknown>,
  b: Map<unknown, unknown>,
  pairs: Pairs,
): boolean {
  if (a.size !== b.size) return false;
  const rest = new Map(b);
  for (const entry of a) {
    const match = findEntry(entry, rest, pairs);
    if (match === undefined) return false;
    rest.delete(match[0]);
  }
  return true;
}

function findEntry(
  [key, value]: [unknown, unknown],
  entries: Map<unknown, unknown>,
  pairs: Pairs,
): [unknown, unknown] | undefined {
  if (entries.has(key)) {
    const other = entries.get(key);
    return tryEqual(value, other, pairs) ? [key, other] : undefined;
  }
  return entries.entries().find(([otherKey, other]) =>
    tryEqual(key, otherKey, pairs) && tryEqual(value, other, pairs)
  );
}

// A pairing that fails must leave no trace, or a later one would trust it.
function tryEqual(a: unknown, b: unknown, pairs: Pairs): boolean {
  return equalWithin(a, b, new Map(pairs));
}

function equalMembers(a: object, b: object, pairs: Pairs): boolean {
  const keys = enumerableKeys(a);
  if (keys.length !== enumerableKeys(b).length) return false;
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) {
    return false;
  }
  return keys.every((key) =>
    Object.hasOwn(b, key) &&
    equalWithin(Reflect.get(a, key), Reflect.get(b, key), pairs)
  );
}

function enumerableKeys(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key)
  );
}
