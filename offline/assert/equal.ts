/**
 * Compares two values by structure, the way std does, its oddities included:
 * `0` equals `-0` and `NaN` itself; objects of different prototypes differ,
 * where no prototype is as good as that of `{}`; of a class instance all
 * members count, hidden and inherited ones too, and so an error's stack.
 */
export function equal(actual: unknown, expected: unknown): boolean {
  return new Comparison().compare(actual, expected);
}

type Collection = Map<unknown, unknown> | Set<unknown>;

/** The prototypes of what is compared as text. */
const TEXTUAL = new Set<object>(
  [
    Intl.Locale,
    RegExp,
    Temporal.Duration,
    Temporal.Instant,
    Temporal.PlainDate,
    Temporal.PlainDateTime,
    Temporal.PlainMonthDay,
    Temporal.PlainTime,
    Temporal.PlainYearMonth,
    Temporal.ZonedDateTime,
    URL,
    URLSearchParams,
  ].map(({ prototype }) => prototype),
);

class Comparison {
  /**
   * Which object was last met against which other one. A pair that is met
   * again counts as equal: within a cycle it is, if all else is.
   */
  readonly #met = new Map<object, object>();

  compare(a: unknown, b: unknown): boolean {
    if (isSameValue(a, b)) return true;
    if (!isObject(a) || !isObject(b)) return false;
    if (a instanceof Date && b instanceof Date) {
      return Object.is(a.getTime(), b.getTime());
    }
    if (!haveSamePrototype(a, b)) return false;
    return compareBytes(a, b) ?? this.#compareWeak(a, b) ??
      this.#compareMembers(a, b);
  }

  #compareWeak(a: object, b: object): boolean | undefined {
    if (a instanceof WeakMap || a instanceof WeakSet) {
      const name = a instanceof WeakMap ? "WeakMap" : "WeakSet";
      throw new TypeError(`Cannot compare ${name} instances`);
    }
    if (!(a instanceof WeakRef) || !(b instanceof WeakRef)) return undefined;
    return this.compare(a.deref(), b.deref());
  }

  #compareMembers(a: object, b: object): boolean {
    if (this.#met.get(a) === b) return true;
    if (Object.keys(a).length !== Object.keys(b).length) return false;
    this.#met.set(a, b);
    if (isCollection(a) && isCollection(b)) {
      return this.#compareCollections(a, b);
    }
    if (TEXTUAL.has(Object.getPrototypeOf(a))) return String(a) === String(b);
    const keys = isPlain(a)
      ? new Set([...Reflect.ownKeys({ ...a, ...b })])
      : listAllKeys(a).union(listAllKeys(b));
    return keys.values().every((key) =>
      this.compare(Reflect.get(a, key), Reflect.get(b, key)) &&
      Reflect.has(a, key) === Reflect.has(b, key)
    );
  }

  #compareCollections(a: Collection, b: Collection): boolean {
    if (a.size !== b.size) return false;
    if (a.keys().some(isObjectOrFunction)) return this.#pairEntries(a, b);
    if (a instanceof Set) return a.values().every((item) => b.has(item));
    return a.entries().every(([key, value]) =>
      b.has(key) && b instanceof Map && this.compare(value, b.get(key))
    );
  }

  // An entry of `b` may be the match of several of `a`, as it may in std.
  #pairEntries(a: Collection, b: Collection): boolean {
    return a.entries().every(([key, value]) =>
      b.entries().some(([otherKey, otherValue]) =>
        this.compare(key, otherKey) &&
        (a instanceof Set || this.compare(value, otherValue))
      )
    );
  }
}

function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isObjectOrFunction(value: unknown): boolean {
  return isObject(value) || typeof value === "function";
}

function isCollection(value: object): value is Collection {
  return value instanceof Map || value instanceof Set;
}

function haveSamePrototype(a: object, b: object): boolean {
  return prototypeOf(a) === prototypeOf(b);
}

function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function isPlain(value: object): boolean {
  const prototype = prototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

/** Compares what are bytes or numbers in a row; `undefined` if they are not. */
function compareBytes(a: object, b: object): boolean | undefined {
  const items = listItems(a);
  if (items === undefined) return undefined;
  const others = listItems(b)!;
  return items.length === others.length &&
    items.every((item, index) => isSameValue(item, others[index]));
}

function listItems(value: object): unknown[] | undefined {
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return Array.from(new Uint8Array(value));
  }
  const isTyped = ArrayBuffer.isView(value) && !(value instanceof DataView);
  return isTyped ? Array.from(value as Uint8Array) : undefined;
}

/** Returns the keys of an object and of its prototypes, hidden ones too. */
function listAllKeys(value: object): Set<PropertyKey> {
  const keys = new Set<PropertyKey>();
  let owner: object | null = value;
  while (owner !== null && !isRoot(owner)) {
    for (const key of Reflect.ownKeys(owner)) keys.add(key);
    owner = Object.getPrototypeOf(owner);
  }
  return keys;
}

function isRoot(prototype: object): boolean {
  return prototype === Object.prototype || prototype === Array.prototype;
}
