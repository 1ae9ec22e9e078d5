import { type ErrorFields, readErrorFields } from "../wire/error_fields.ts";
import { FORMS, UNDEFINED } from "./form.ts";
import type { Plain, PlainObject } from "./plain.ts";

/**
 * Writes a value that can be a message as JSON can hold it: what JSON has no
 * form for is an object of one member, `$` and the name of its class or type,
 * as in `{ "$bigint": "7" }`.
 */
export function toPlain(value: unknown): Plain {
  if (value === undefined) return { [`$${UNDEFINED}`]: true };
  const form = FORMS.find((form) => form.is(value));
  if (form !== undefined) return { [`$${form.name}`]: form.write(value) };
  if (typeof value !== "object" || value === null) return value as Plain;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) {
    return { $Map: Array.from(value, (entry) => entry.map(toPlain)) };
  }
  if (value instanceof Set) return { $Set: Array.from(value, toPlain) };
  if (value instanceof Error) {
    return { $Error: writeMembers(readErrorFields(value)) };
  }
  return writeObject(value as Readonly<Record<string, unknown>>);
}

function writeObject(object: Readonly<Record<string, unknown>>): Plain {
  const members = writeMembers(new Map(Object.entries(object)));
  const [name, ...more] = Object.keys(members);
  // Else it would be read as the form of that name.
  const isLikeForm = more.length === 0 && name?.startsWith("$");
  return isLikeForm ? { $object: members } : members;
}

function writeMembers(members: ErrorFields): PlainObject {
  const object: Record<string, Plain> = {};
  for (const [name, value] of members) object[name] = toPlain(value);
  return object;
}
