import type {
  DueActor,
  RecordInfo,
  StoredRecord,
  StoredRow,
} from "../../store.ts";
import { StoreError, type StoreErrorCode } from "../../store_error.ts";
import type { Packer } from "./packer.ts";
import {
  packActor,
  packRowName,
  unpackActor,
  unpackRowName,
} from "./question.ts";
import type { Unpacker } from "./unpacker.ts";

/** How a question ended; its number comes first. */
export const DONE = 0;
export const FAILED = 1;

/** The number of no question: what fails under it fails for good. */
export const LOSS = 0;

const NONE = 0;
const FOUND = 1;

/** Writes a record, or that there is none. */
export function packRecord(record: StoredRecord | null, to: Packer): void {
  to.integer(record === null ? NONE : FOUND);
  if (record === null) return;
  to.number(record.version);
  to.blob(record.bytes);
}

/** Reads a record. */
export function unpackRecord(from: Unpacker): StoredRecord | null {
  if (from.integer() === NONE) return null;
  const version = from.number();
  return { version, bytes: copyBytes(from) };
}

/** Writes a row, or that there is none. */
export function packRow(row: StoredRow | null, to: Packer): void {
  to.integer(row === null ? NONE : FOUND);
  if (row !== null) packFoundRow(row, to);
}

/** Reads a row. */
export function unpackRow(from: Unpacker): StoredRow | null {
  return from.integer() === NONE ? null : unpackFoundRow(from);
}

/** Writes a row that is there. */
export function packFoundRow(row: StoredRow, to: Packer): void {
  packRowName(row, to);
  to.number(row.expiresAt);
  to.blob(row.bytes);
}

/** Reads a row that is there. */
export function unpackFoundRow(from: Unpacker): StoredRow {
  const { kind, key } = unpackRowName(from);
  const expiresAt = from.numberOrNull();
  return { kind, key, bytes: copyBytes(from), expiresAt };
}

/** Writes an actor that is due. */
export function packDue({ actor, wakeAt }: DueActor, to: Packer): void {
  packActor(actor, to);
  to.number(wakeAt);
}

/** Reads an actor that is due. */
export function unpackDue(from: Unpacker): DueActor {
  const actor = unpackActor(from);
  return { actor, wakeAt: from.number() };
}

/** Writes what is known of a record. */
export function packInfo(info: RecordInfo, to: Packer): void {
  packActor(info.actor, to);
  to.number(info.version);
  to.number(info.size);
  to.number(info.wakeAt);
  to.number(info.committedAt);
}

/** Reads what is known of a record. */
export function unpackInfo(from: Unpacker): RecordInfo {
  return {
    actor: unpackActor(from),
    version: from.number(),
    size: from.number(),
    wakeAt: from.numberOrNull(),
    committedAt: from.number(),
  };
}

/** Writes a list. */
export function packList<Item>(
  items: readonly Item[],
  to: Packer,
  pack: (item: Item, to: Packer) => void,
): void {
  to.integer(items.length);
  for (const item of items) pack(item, to);
}

/** Reads a list. */
export function unpackList<Item>(
  from: Unpacker,
  unpack: (from: Unpacker) => Item,
): Item[] {
  const items: Item[] = [];
  for (let left = from.integer(); left > 0; left--) items.push(unpack(from));
  return items;
}

/** Writes why something failed. */
export function packError(error: StoreError, to: Packer): void {
  to.text(error.code);
  to.text(error.message.toWellFormed());
}

/** Reads why something failed. */
export function unpackError(from: Unpacker): StoreError {
  const code = from.text() as StoreErrorCode;
  return new StoreError(from.text(), { code });
}

// A view would keep the whole batch alive.
function copyBytes(from: Unpacker): Uint8Array<ArrayBuffer> {
  return from.view().slice();
}
