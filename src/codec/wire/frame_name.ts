import { CodecError } from "../../base/errors.ts";
import { MAX_ID_LENGTH } from "../../base/limits.ts";
import { ARRAY, TEXT } from "../bytes/item_reader.ts";
import { readAny } from "../bytes/read_any.ts";
import type { Reader } from "../bytes/reader.ts";
import type { Writer } from "../bytes/writer.ts";
import type { ReferenceName } from "../reference/reference.ts";
import { malformed } from "./malformed.ts";

/** Writes the name of an actor. */
export function writeActor(actor: ReferenceName, to: Writer): void {
  to.writeArray(2);
  writeName(actor.type, "actor type", to);
  writeName(actor.id, "actor id", to);
}

/** Writes a name; its role is for the error. */
export function writeName(name: unknown, role: string, to: Writer): void {
  if (isName(name)) return to.writeText(name);
  const expected = `text of 1 to ${MAX_ID_LENGTH} characters`;
  throw new CodecError(
    `Cannot encode a frame: its ${role} is not ${expected}`,
    { path: "", expected, actual: typeof name },
  );
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length > 0 &&
    name.length <= MAX_ID_LENGTH;
}

/** Reads the name of an actor. */
export function readActor(from: Reader): ReferenceName {
  if (from.peekKind() !== ARRAY || from.readArray() !== 2) {
    throw malformed("an actor in the frame is not a type and an id");
  }
  const type = readName(from, "actor type");
  return { type, id: readName(from, "actor id") };
}

/** Reads a name; its role is for the error. */
export function readName(from: Reader, role: string): string {
  const name = from.peekKind() === TEXT
    ? from.readKey()
    : readAny(from, from.owner);
  if (!isName(name)) throw malformed(`the frame's ${role} is not a name`);
  return name;
}
