import { MAX_WIRE_DEPTH } from "../../base/limits.ts";
import { quote } from "../../base/escape_controls.ts";
import { asRefusal, memberStep, Refusal, toCodecError } from "../refusal.ts";
import { areErrorFields, buildError } from "../wire/error_fields.ts";
import { type Form, FORMS, refuseForm, UNDEFINED } from "./form.ts";
import { isPlainObject, type Plain, type PlainObject } from "./plain.ts";

const FORMS_BY_NAME: ReadonlyMap<string, Form> = new Map(
  FORMS.map((form) => [form.name, form]),
);

/**
 * Reads a value that `toPlain` wrote, or a person.
 *
 * @throws {CodecError} If there is none; its path says where.
 */
export function fromPlain(plain: Plain): unknown {
  try {
    return readAny(plain, 1);
  } catch (thrown) {
    throw toCodecError(thrown);
  }
}

function readAny(plain: Plain, depth: number): unknown {
  if (depth > MAX_WIRE_DEPTH) {
    throw new Refusal(`nests deeper than ${MAX_WIRE_DEPTH}`, "a deeper value");
  }
  if (Array.isArray(plain)) return readItems(plain, depth);
  if (!isPlainObject(plain)) return plain;
  const [name, ...more] = Object.keys(plain);
  return more.length === 0 && name?.startsWith("$")
    ? readForm(name.slice(1), plain[name]!, depth)
    : readMembers(plain, depth);
}

function readItems(items: readonly Plain[], depth: number): unknown[] {
  return items.map((item, index) =>
    at(`[${index}]`, () => readAny(item, depth + 1))
  );
}

function readMembers(
  object: PlainObject,
  depth: number,
): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    members[name] = at(memberStep(name), () => {
      // It would become the object's prototype.
      if (name === "__proto__") {
        throw new Refusal("no member can have this name", "a member");
      }
      return readAny(value, depth + 1);
    });
  }
  return members;
}

function readForm(name: string, plain: Plain, depth: number): unknown {
  switch (name) {
    case UNDEFINED:
      if (plain !== true) throw refuseForm(name, "true");
      return undefined;
    case "Map":
      return readMap(plain, depth);
    case "Set":
      return readSet(plain, depth);
    case "Error":
      return readError(plain, depth);
    case "object":
      if (!isPlainObject(plain)) throw refuseForm(name, "an object");
      return readMembers(plain, depth);
  }
  const form = FORMS_BY_NAME.get(name);
  if (form === undefined) throw ofUnknownForm(name);
  const value = form.read(plain);
  if (value === undefined) throw refuseForm(name, form.says);
  return value;
}

function readMap(plain: Plain, depth: number): Map<unknown, unknown> {
  const says = "a list of entries, each a key and a value";
  if (!Array.isArray(plain)) throw refuseForm("Map", says);
  const map = new Map<unknown, unknown>();
  for (const [index, entry] of (plain as readonly Plain[]).entries()) {
    at(`[${index}]`, () => {
      if (!Array.isArray(entry) || entry.length !== 2) {
        throw refuseForm("Map", says);
      }
      const [key, value] = readItems(entry, depth);
      if (map.has(key)) throw ofSecond("key");
      map.set(key, value);
    });
  }
  return map;
}

function readSet(plain: Plain, depth: number): Set<unknown> {
  if (!Array.isArray(plain)) throw refuseForm("Set", "a list of its members");
  const set = new Set<unknown>();
  for (const [index, member] of readItems(plain, depth).entries()) {
    if (set.has(member)) throw ofSecond("member").within(`[${index}]`);
    set.add(member);
  }
  return set;
}

function readError(plain: Plain, depth: number): Error {
  const says = "an object of its fields, with text for name and message";
  if (!isPlainObject(plain)) throw refuseForm("Error", says);
  const fields = new Map(Object.entries(readMembers(plain, depth)));
  if (!areErrorFields(fields)) throw refuseForm("Error", says);
  return buildError(fields);
}

function at<Value>(step: string, read: () => Value): Value {
  try {
    return read();
  } catch (thrown) {
    throw asRefusal(thrown).within(step);
  }
}

function ofSecond(what: string): Refusal {
  return new Refusal(`the ${what} stands twice`, `a second ${what}`);
}

function ofUnknownForm(name: string): Refusal {
  const shown = quote(`$${name.slice(0, 32)}`);
  return new Refusal(
    `${shown} is no form; a member of that name is written ` +
      '{ "$object": { ... } }',
    "an unknown form",
  );
}
