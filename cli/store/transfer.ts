import { writeJson } from "../../src/base/escape_controls.ts";
import { fromHex, toHex } from "../../src/base/hex.ts";
import type { Plain, PlainObject } from "../../src/codec/json/plain.ts";
import { bytesToPlain } from "../../src/codec/json/plain_bytes.ts";
import { readThrownMessage } from "../../src/base/thrown.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import type { ActorRecord } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import type { RecordInfo, StoredRow } from "../../src/store/store.ts";
import { CommandError } from "./command_error.ts";
import { Fields } from "./fields.ts";
import { parseJson } from "./json_text.ts";
import { readRecord, recordToPlain } from "./record_line.ts";

/** The version of the lines. */
const FORMAT = 1;

/** One line of an export. */
export type Line =
  | { readonly kind: "head" }
  | RecordLine
  | { readonly kind: "row"; readonly actor: ActorId; readonly row: StoredRow }
  | { readonly kind: "end"; readonly actors: number; readonly rows: number };

/** The line of an actor. */
export interface RecordLine {
  readonly kind: "actor";
  readonly actor: ActorId;
  readonly wakeAt: number | null;
  /** `null` where the bytes are no record that is known here. */
  readonly record: ActorRecord | null;
  readonly bytes: Uint8Array;
}

/** Returns what an export begins with. */
export function headLine(): PlainObject {
  return { backstage: "store", format: FORMAT };
}

/** Returns the line of an actor, which has all of its record. */
export function recordLine(info: RecordInfo, bytes: Uint8Array): PlainObject {
  const { actor, version, committedAt, wakeAt } = info;
  return {
    actor: [actor.type, actor.id],
    version,
    committedAt,
    wakeAt,
    ...writeBytes(bytes),
  };
}

/** Returns the line of a row. */
export function rowLine({ type, id }: ActorId, row: StoredRow): PlainObject {
  const { kind, key, bytes, expiresAt } = row;
  return { row: [type, id], kind, key, value: bytesToPlain(bytes), expiresAt };
}

/** Returns what an export ends with: without it, it is not whole. */
export function endLine(actors: number, rows: number): PlainObject {
  return { end: true, actors, rows };
}

/**
 * Reads a line.
 *
 * @throws {CommandError} If it is none, without what is in it.
 */
export function readLine(text: string): Line {
  const fields = new Fields(parseJson(text));
  if (fields.has("actor")) return readRecordLine(fields);
  if (fields.has("row")) return readRowLine(fields);
  if (fields.has("end")) {
    const [actors, rows] = [fields.count("actors"), fields.count("rows")];
    return { kind: "end", actors, rows };
  }
  const isHead = fields.has("backstage") &&
    fields.text("backstage") === "store";
  if (!isHead) throw new CommandError("it is no line of an export");
  if (fields.count("format") === FORMAT) return { kind: "head" };
  throw new CommandError("it is of a later version; take that of the library");
}

/** Writes the bytes of a record such that none of them is lost. */
function writeBytes(bytes: Uint8Array): PlainObject {
  const hex = toHex(bytes);
  try {
    const record = decodeRecord(bytes);
    if (toHex(encodeRecord(record)) === hex) return recordToPlain(record);
  } catch {
    // What no version can read is kept all the same.
  }
  return { bytes: hex };
}

function readRecordLine(fields: Fields): RecordLine {
  const actor = fields.actor("actor");
  const wakeAt = fields.numberOrNull("wakeAt");
  if (fields.has("bytes")) {
    const bytes = fromHex(fields.text("bytes"));
    return { kind: "actor", actor, wakeAt, record: null, bytes };
  }
  const record = readRecord(fields);
  try {
    const bytes = encodeRecord(record);
    return { kind: "actor", actor, wakeAt, record, bytes };
  } catch (error) {
    throw new CommandError(readThrownMessage(error));
  }
}

function readRowLine(fields: Fields): Line {
  const row = {
    kind: fields.oneOf("kind", ["answer", "mark"]),
    key: fields.text("key"),
    bytes: fields.bytes("value"),
    expiresAt: fields.numberOrNull("expiresAt"),
  };
  return { kind: "row", actor: fields.actor("row"), row };
}

/** Writes a line as text. */
export function writeLine(line: Plain): string {
  return `${writeJson(line)}\n`;
}
