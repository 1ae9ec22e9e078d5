import {
  MAX_COLLECTION_SIZE,
  MAX_DEPTH,
  MAX_FRAME_OBJECTS,
} from "../../base/limits.ts";
import {
  buildError,
  type ErrorFields,
  readErrorFields,
} from "../wire/error_fields.ts";
import { refuseKind } from "./kind.ts";
import {
  DATA_COPIERS,
  entriesOf,
  membersOf,
  sizeOfMap,
  sizeOfSet,
} from "./platform_object.ts";
import { Reference, type ReferenceOwner } from "../reference/reference.ts";
import {
  asRefusal,
  entryStep,
  memberStep,
  Refusal,
  toCodecError,
} from "../refusal.ts";

/**
 * Copies one payload so that neither side sees the other change it. Generated
 * code has a copier for each type; {@linkcode copyValue} copies any type.
 *
 * @throws {CodecError} If the value cannot be a message.
 */
export type Copier = (value: unknown, owner: ReferenceOwner) => unknown;

/**
 * Copies any value that can be a message.
 *
 * - Strings (lone surrogates too), `-0`, `NaN` and infinities stay as they are.
 * - Holes in an array become `undefined`; further members of it are dropped.
 * - Only own enumerable members with string keys are copied, getters read once.
 *   The copy is a plain, unfrozen object, also of an object without a prototype
 *   and of an instance of a class that has no methods or accessors.
 * - Map, Set, Date, RegExp, URL, ArrayBuffer, DataView and typed arrays become
 *   the same; a view's copy holds the viewed bytes only. `lastIndex` is reset.
 * - Errors keep name, message, stack, cause, errors and own members; a member
 *   that cannot be a message is left out, so that an error never hides another.
 *   A class that is neither the platform's nor ours becomes `Error`.
 * - References are adopted by the owner. A value met twice becomes two copies.
 * - Refused are functions, symbols, promises, instances of classes with methods
 *   and of subclasses of the built-in ones, `__proto__` keys, cycles and other
 *   nesting beyond `MAX_DEPTH`, and more than `MAX_COLLECTION_SIZE` entries.
 *
 * @throws {CodecError} If the value cannot be a message; its path says where.
 */
export function copyValue(value: unknown, owner: ReferenceOwner): unknown {
  if (isPrimitive(value)) return value;
  try {
    return copyAny(value, owner, 1);
  } catch (thrown) {
    throw toCodecError(thrown);
  }
}

function isPrimitive(value: unknown): boolean {
  const type = typeof value;
  return type === "object"
    ? value === null
    : type !== "function" && type !== "symbol";
}

/**
 * Copies a part of a value that lies `depth` containers deep.
 *
 * @throws {Refusal} If the part cannot be a message.
 */
export function copyAny(
  value: unknown,
  owner: ReferenceOwner,
  depth: number,
): unknown {
  if (typeof value !== "object") {
    if (typeof value === "function" || typeof value === "symbol") {
      throw refuseKind(value);
    }
    return value;
  }
  if (value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return copyObject(value, owner, depth);
  if (prototype === Array.prototype && Array.isArray(value)) {
    return copyArray(value, owner, depth);
  }
  return copyInstance(value, prototype, owner, depth);
}

function copyArray(
  value: readonly unknown[],
  owner: ReferenceOwner,
  depth: number,
): unknown[] {
  const length = value.length;
  checkContainer("arrays", length, depth);
  const copy: unknown[] = [];
  let index = 0;
  try {
    for (; index < length; index++) {
      copy.push(copyAny(value[index], owner, depth + 1));
    }
  } catch (thrown) {
    throw asRefusal(thrown).within(`[${index}]`);
  }
  return copy;
}

const hasOwn = Object.prototype.hasOwnProperty;

function copyObject(
  value: object,
  owner: ReferenceOwner,
  depth: number,
): object {
  checkContainer("objects", 0, depth);
  const source = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  let size = 0;
  let key: string | undefined;
  try {
    for (key in source) {
      if (!hasOwn.call(source, key)) continue;
      if (++size > MAX_COLLECTION_SIZE) throw refuseSize("objects");
      if (key === "__proto__") throw refuseProto();
      copy[key] = copyAny(source[key], owner, depth + 1);
    }
  } catch (thrown) {
    const refusal = asRefusal(thrown);
    throw key === undefined ? refusal : refusal.within(memberStep(key));
  }
  return copy;
}

type InstanceCopier = (
  value: never,
  owner: ReferenceOwner,
  depth: number,
) => object;

/** How an instance of a built-in class is copied, by its exact prototype. */
const INSTANCE_COPIERS: ReadonlyMap<unknown, InstanceCopier> = new Map<
  unknown,
  InstanceCopier
>([
  [null, copyObject],
  [Map.prototype, copyMap],
  [Set.prototype, copySet],
  ...DATA_COPIERS,
]);

function copyInstance(
  value: object,
  prototype: unknown,
  owner: ReferenceOwner,
  depth: number,
): object {
  const copier = INSTANCE_COPIERS.get(prototype);
  if (copier !== undefined) return copier(value as never, owner, depth);
  if (value instanceof Reference) return owner.bind(value);
  if (value instanceof Error) return copyError(value, owner, depth);
  if (isDataOnly(prototype)) return copyObject(value, owner, depth);
  throw refuseKind(value);
}

/** Tells whether instances of a class have no members but their own. */
function isDataOnly(prototype: unknown): boolean {
  let holder = prototype;
  while (holder !== Object.prototype) {
    if (typeof holder !== "object" || holder === null) return holder === null;
    if (Reflect.ownKeys(holder).some((key) => key !== "constructor")) {
      return false;
    }
    holder = Object.getPrototypeOf(holder);
  }
  return true;
}

function copyMap(
  value: ReadonlyMap<unknown, unknown>,
  owner: ReferenceOwner,
  depth: number,
): Map<unknown, unknown> {
  checkContainer("maps", sizeOfMap(value), depth);
  const copy = new Map<unknown, unknown>();
  let key: unknown;
  let index = 0;
  let isAtKey = true;
  try {
    for (const [entryKey, entryValue] of entriesOf(value)) {
      key = entryKey;
      isAtKey = true;
      const keyCopy = copyAny(key, owner, depth + 1);
      isAtKey = false;
      copy.set(keyCopy, copyAny(entryValue, owner, depth + 1));
      index++;
    }
  } catch (thrown) {
    throw asRefusal(thrown).within(
      isAtKey ? `.keys()[${index}]` : entryStep(key, index),
    );
  }
  return copy;
}

function copySet(
  value: ReadonlySet<unknown>,
  owner: ReferenceOwner,
  depth: number,
): Set<unknown> {
  checkContainer("sets", sizeOfSet(value), depth);
  const copy = new Set<unknown>();
  try {
    for (const member of membersOf(value)) {
      copy.add(copyAny(member, owner, depth + 1));
    }
  } catch (thrown) {
    throw asRefusal(thrown).within(`.values()[${copy.size}]`);
  }
  return copy;
}

/** Errors that are being copied; an error that holds itself is refused. */
const underway = new Set<Error>();

function copyError(value: Error, owner: ReferenceOwner, depth: number): Error {
  return buildError(copyErrorFields(value, owner, depth));
}

/** Copies the fields of an error, without those that no message may have. */
export function copyErrorFields(
  value: Error,
  owner: ReferenceOwner,
  depth: number,
): ErrorFields {
  checkContainer("errors", 0, depth);
  if (underway.has(value)) throw refuseDepth();
  underway.add(value);
  try {
    const fields = readErrorFields(value);
    for (const [key, field] of fields) {
      const copies = copyField(key, field, owner, depth + 1);
      if (copies.length === 0) fields.delete(key);
      else fields.set(key, copies[0]);
    }
    return fields;
  } finally {
    underway.delete(value);
  }
}

/** Returns a list of the copy, empty when there can be none. */
function copyField(
  key: string,
  field: unknown,
  owner: ReferenceOwner,
  depth: number,
): [unknown] | [] {
  try {
    if (key !== "errors" || !Array.isArray(field)) {
      return [copyAny(field, owner, depth)];
    }
    checkContainer("arrays", field.length, depth);
    const copies: unknown[] = [];
    for (let index = 0; index < field.length; index++) {
      copies.push(...copyField("", field[index], owner, depth + 1));
    }
    return [copies];
  } catch {
    return [];
  }
}

function checkContainer(kind: string, size: number, depth: number): void {
  checkDepth(depth);
  if (size > MAX_COLLECTION_SIZE) throw refuseSize(kind);
}

/** The number of containers copied so far of the current value. */
let containers = 0;

/**
 * Refuses a container that lies too deep, and one too many: a container that a
 * value holds in many places becomes as many copies.
 */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw refuseDepth();
  if (depth === 1) containers = 0;
  if (++containers > MAX_FRAME_OBJECTS) throw refuseNumber();
}

function refuseNumber(): Refusal {
  return new Refusal(
    `what holds more than ${MAX_FRAME_OBJECTS} objects cannot be a message`,
    `more than ${MAX_FRAME_OBJECTS} objects`,
  );
}

/** Returns the refusal of a container that lies too deep, or of a cycle. */
function refuseDepth(): Refusal {
  return new Refusal(
    `what holds itself or nests deeper than ${MAX_DEPTH} cannot be a message`,
    `nesting deeper than ${MAX_DEPTH}`,
  );
}

/** Returns the refusal of a container that is too large. */
export function refuseSize(kind: string): Refusal {
  return new Refusal(
    `${kind} of more than ${MAX_COLLECTION_SIZE} entries cannot be messages`,
    `more than ${MAX_COLLECTION_SIZE} entries`,
  );
}

/** Returns the refusal of a name that would change the object's prototype. */
export function refuseProto(): Refusal {
  return new Refusal(
    "members of this name cannot be part of messages",
    "member __proto__",
  );
}
