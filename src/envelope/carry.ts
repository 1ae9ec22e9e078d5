import { CodecError } from "../base/errors.ts";
import { MAX_CARRY_BYTES } from "../base/limits.ts";
import { showOption } from "../base/show_option.ts";
import { copyValue } from "../codec/copy/copy.ts";
import type { ReferenceOwner } from "../codec/reference/reference.ts";
import { memberStep } from "../codec/refusal.ts";
import { sizeOfValue } from "../codec/wire/cbor.ts";

/**
 * What holds a value for an async context: an `AsyncLocalStorage` of
 * `node:async_hooks`, or what has these two methods of it.
 */
export interface CarryStorage {
  /** Returns the value of the context that asks, `undefined` for none. */
  getStore(): unknown;
  /** Calls a function in a context of its own that has the value. */
  run<Result>(value: unknown, run: () => Result): Result;
}

/** The context values that calls, sends and publications carry, by name. */
export type CarryOptions = Readonly<Record<string, CarryStorage>>;

/** A context value under its name. */
interface NamedStorage {
  readonly name: string;
  readonly storage: CarryStorage;
}

/** What one envelope carries: a value or `undefined` for each storage. */
export class Carried {
  readonly values: readonly unknown[];
  /** Whether none of them can be changed: then they need no copy. */
  readonly isImmutable: boolean;

  constructor(values: readonly unknown[], isImmutable: boolean) {
    this.values = values;
    this.isImmutable = isImmutable;
  }
}

/** A payload that has no reply beside it to carry values. */
export class CarryingPayload {
  readonly payload: unknown;
  readonly carried: Carried;

  constructor(payload: unknown, carried: Carried) {
    this.payload = payload;
    this.carried = carried;
  }

  /** Returns what an actor's method takes. */
  static unwrap(payload: unknown): unknown {
    return payload instanceof CarryingPayload ? payload.payload : payload;
  }
}

/** What an engine's envelopes carry from context to context. */
export class Carry {
  readonly #storages: readonly NamedStorage[];
  // Copies of which each part is frozen.
  readonly #frozen = new WeakSet<object>();
  // Most calls carry what the last one did; kept only if it is immutable.
  #last: Carried | null = null;

  constructor(options: CarryOptions) {
    this.#storages = Object.entries(options).map(([name, storage]) => ({
      name,
      storage,
    }));
  }

  /**
   * Returns what the context that asks has to carry; `null` for nothing.
   *
   * @throws {CodecError} If a value cannot be read, or be a message, or all are
   * too large.
   */
  capture(owner: ReferenceOwner): Carried | null {
    const last = this.#last;
    let isEmpty = true;
    let isLast = last !== null;
    for (let at = 0; at < this.#storages.length; at++) {
      const value = read(this.#storages[at]!);
      if (value !== undefined) isEmpty = false;
      if (isLast && !isSame(value, last!.values[at])) isLast = false;
    }
    if (isEmpty) return null;
    if (isLast) return last;
    const values = this.#storages.map(read);
    return this.#take(values, owner);
  }

  /**
   * Returns what of the values that came over a wire is known here by its name.
   *
   * @throws {CodecError} If they are no values by name, or too large.
   */
  receive(fields: unknown, owner: ReferenceOwner): Carried | null {
    if (!(fields instanceof Map)) {
      throw new CodecError("what is carried must be values by their names", {
        path: "carry",
        expected: "a map",
        actual: typeof fields,
      });
    }
    assertSize([...fields]);
    const values = this.#storages.map(({ name }) => fields.get(name));
    const isEmpty = values.every((value) => value === undefined);
    return isEmpty ? null : this.#take(values, owner);
  }

  /** Returns what crosses a wire: the values by their names. */
  toFields({ values }: Carried): Map<string, unknown> {
    return new Map(this.#name(values));
  }

  /**
   * Runs a turn in a context that has what its envelope carries.
   *
   * @throws {TypeError} If a storage does not run it.
   */
  enter<Result>(
    { values, isImmutable }: Carried,
    owner: ReferenceOwner,
    run: () => Result,
  ): Result {
    const storages = this.#storages;
    let within = run;
    for (let at = 0; at < storages.length; at++) {
      if (values[at] === undefined) continue;
      const storage = storages[at]!;
      // Each turn has its own, so that none sees another change it.
      const value = isImmutable ? values[at] : this.#copy(values[at], owner);
      const inner = within;
      within = () => runIn(storage, value, inner);
    }
    return within();
  }

  #take(values: readonly unknown[], owner: ReferenceOwner): Carried {
    const copies = values.map((value, at) => {
      if (this.#isImmutable(value)) return value;
      // In objects, so that a path begins with the option and the name.
      const { name } = this.#storages[at]!;
      const carry = { [name]: value };
      const copy = copyValue({ carry }, owner) as { carry: typeof carry };
      return this.#freeze(copy.carry[name]);
    });
    assertSize(this.#name(copies));
    const isImmutable = copies.every((copy) => this.#isImmutable(copy));
    const carried = new Carried(copies, isImmutable);
    if (isImmutable) this.#last = carried;
    return carried;
  }

  #copy(value: unknown, owner: ReferenceOwner): unknown {
    return this.#isImmutable(value)
      ? value
      : this.#freeze(copyValue(value, owner));
  }

  #isImmutable(value: unknown): boolean {
    if (typeof value === "object" && value !== null) {
      return this.#frozen.has(value);
    }
    return typeof value !== "function" && typeof value !== "symbol";
  }

  /** Freezes a copy, as far as its parts can be. */
  #freeze(copy: unknown): unknown {
    if (freeze(copy) && typeof copy === "object" && copy !== null) {
      this.#frozen.add(copy);
    }
    return copy;
  }

  #name(values: readonly unknown[]): [name: string, value: unknown][] {
    return this.#storages.flatMap(({ name }, at) =>
      values[at] === undefined ? [] : [[name, values[at]]]
    );
  }
}

/**
 * Checks the `carry` of an engine's options; `null` unless any are given.
 *
 * @throws {TypeError} If they are no storages by name.
 */
export function readCarry(options: unknown): Carry | null {
  if (options === undefined) return null;
  if (!isRecord(options)) {
    throw new TypeError(
      `Cannot use carry ${showOption(options)}: it must be an object with a ` +
        "storage under each name",
    );
  }
  for (const [name, storage] of Object.entries(options)) {
    if (isStorage(storage)) continue;
    throw new TypeError(
      `Cannot use carry${memberStep(name)} ${showOption(storage)}: it must ` +
        "be an AsyncLocalStorage",
    );
  }
  const carry = new Carry(options as CarryOptions);
  return Object.keys(options).length === 0 ? null : carry;
}

/** Tells named storages from a list, and from a storage without a name. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !isStorage(value);
}

function isStorage(value: unknown): value is CarryStorage {
  if (typeof value !== "object" || value === null) return false;
  const { getStore, run } = value as CarryStorage;
  return typeof getStore === "function" && typeof run === "function";
}

/**
 * Whether a copy of a value would be like the frozen one: as a rule the code of
 * one request makes many calls, and to compare is less than to copy.
 */
function isSame(value: unknown, frozen: unknown): boolean {
  if (Object.is(value, frozen)) return true;
  if (typeof value !== "object" || value === null) return false;
  if (typeof frozen !== "object" || frozen === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype ||
    prototype === Array.prototype;
  if (!isPlain || prototype !== Object.getPrototypeOf(frozen)) return false;
  const keys = Object.keys(value);
  if (keys.length !== Object.keys(frozen).length) return false;
  if (Array.isArray(value) && value.length !== keys.length) return false;
  return keys.every((key) =>
    Object.hasOwn(frozen, key) &&
    isSame(Reflect.get(value, key), Reflect.get(frozen, key))
  );
}

/** Freezes plain objects and arrays; returns whether there is nothing else. */
function freeze(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || Array.isArray(value);
  if (!isPlain) return false;
  const parts = Object.values(value).map(freeze);
  Object.freeze(value);
  return parts.every((isFrozen) => isFrozen);
}

/** Reads what a storage has for the context that asks. */
function read({ name, storage }: NamedStorage): unknown {
  try {
    return storage.getStore();
  } catch (cause) {
    const path = `carry${memberStep(name)}`;
    const sentence = `${path}: its storage cannot be read`;
    const kinds = { expected: "a value", actual: "unreadable" };
    throw new CodecError(sentence, { path, ...kinds, cause });
  }
}

/** Runs what must run exactly once, whatever a program's own storage does. */
function runIn<Result>(
  { name, storage }: NamedStorage,
  value: unknown,
  run: () => Result,
): Result {
  let hasRun = false;
  let cause: unknown;
  try {
    const result = storage.run(value, () => {
      hasRun = true;
      return run();
    });
    if (hasRun) return result;
  } catch (error) {
    if (hasRun) throw error;
    cause = error;
  }
  throw new TypeError(
    `Cannot enter carry${memberStep(name)}: its storage does not run what it ` +
      "is given",
    cause === undefined ? {} : { cause },
  );
}

/**
 * Throws if values by their names are too large together.
 *
 * @throws {CodecError} If they are.
 */
function assertSize(named: readonly [name: string, value: unknown][]): void {
  if (boundOf(named) <= MAX_CARRY_BYTES) return;
  const bytes = sizeOfValue(new Map(named));
  if (bytes <= MAX_CARRY_BYTES) return;
  const sizes = named.map(([name, value]) => ({
    name,
    bytes: sizeOfValue(value),
  }));
  sizes.sort((one, other) => other.bytes - one.bytes);
  const [largest] = sizes;
  const path = `carry${memberStep(largest!.name)}`;
  const expected = `at most ${MAX_CARRY_BYTES} bytes in all`;
  throw new CodecError(
    `${path}: expected ${expected}, got ${bytes}, of which it has ` +
      `${largest!.bytes}`,
    { path, expected, actual: `${bytes} bytes` },
  );
}

/** The bytes of the head of a value, and more. */
const HEAD = 32;

/** Returns how many bytes a value has at most; not for every kind of value. */
function boundOf(value: unknown): number {
  if (typeof value === "string") return HEAD + 3 * value.length;
  if (typeof value === "bigint") return Infinity;
  if (typeof value !== "object" || value === null) return HEAD;
  if (Array.isArray(value)) {
    return value.reduce((sum: number, part) => sum + boundOf(part), HEAD);
  }
  return Object.getPrototypeOf(value) === Object.prototype
    ? boundOf(Object.entries(value))
    : Infinity;
}
