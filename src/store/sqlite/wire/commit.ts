import type { ActorWrite, RecordWrite, RowWrite } from "../../store.ts";
import type { Packer } from "./packer.ts";
import {
  packActor,
  packRowName,
  unpackActor,
  unpackRowName,
} from "./question.ts";
import type { Unpacker } from "./unpacker.ts";

/** What becomes of a record, by its number. */
const LEFT_ALONE = 0;
const DELETED = 1;
const WRITTEN = 2;

/** Writes what a commit makes of its actors. */
export function packCommit(
  writes: readonly ActorWrite[],
  committedAt: number,
  to: Packer,
): void {
  to.number(committedAt);
  to.integer(writes.length);
  for (const write of writes) packWrite(write, to);
}

function packWrite(write: ActorWrite, to: Packer): void {
  const { actor, expected, epoch, record, rows = [] } = write;
  packActor(actor, to);
  to.number(expected);
  to.number(epoch);
  packRecord(record, to);
  to.integer(rows.length);
  for (const row of rows) packRow(row, to);
}

function packRecord(record: RecordWrite | null | undefined, to: Packer): void {
  if (record === undefined) return to.integer(LEFT_ALONE);
  if (record === null) return to.integer(DELETED);
  to.integer(WRITTEN);
  to.number(record.wakeAt);
  to.blob(record.bytes);
}

function packRow(row: RowWrite, to: Packer): void {
  packRowName(row, to);
  to.number(row.expiresAt);
  to.blob(row.bytes);
}

/** What a commit makes of its actors, and when. */
export interface UnpackedCommit {
  /** In milliseconds since the epoch. */
  readonly committedAt: number;
  /** Their bytes are views on the buffer. */
  readonly writes: readonly ActorWrite[];
}

/** Reads what a commit makes of its actors. */
export function unpackCommit(from: Unpacker): UnpackedCommit {
  const committedAt = from.number();
  const writes: ActorWrite[] = [];
  for (let left = from.integer(); left > 0; left--) {
    writes.push(unpackWrite(from));
  }
  return { committedAt, writes };
}

function unpackWrite(from: Unpacker): ActorWrite {
  const actor = unpackActor(from);
  const expected = from.number();
  const epoch = from.numberOrNull() ?? undefined;
  const record = unpackRecord(from);
  return { actor, expected, epoch, record, rows: unpackRows(from) };
}

function unpackRecord(from: Unpacker): RecordWrite | null | undefined {
  const fate = from.integer();
  if (fate === LEFT_ALONE) return undefined;
  if (fate === DELETED) return null;
  const wakeAt = from.numberOrNull();
  return { wakeAt, bytes: from.view() };
}

function unpackRows(from: Unpacker): readonly RowWrite[] | undefined {
  const count = from.integer();
  if (count === 0) return undefined;
  return Array.from({ length: count }, () => {
    const { kind, key } = unpackRowName(from);
    const expiresAt = from.numberOrNull();
    return { kind, key, expiresAt, bytes: from.viewOrNull() };
  });
}
