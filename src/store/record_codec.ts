import { CodecError } from "../base/errors.ts";
import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "../codec/bytes/pool.ts";
import { BYTES, TAG } from "../codec/bytes/item_reader.ts";
import { readAnyText } from "../codec/bytes/read_leaf.ts";
import type { Reader } from "../codec/bytes/reader.ts";
import type { Writer } from "../codec/bytes/writer.ts";
import { UNUSUAL } from "../codec/bytes/unusual.ts";
import { ENCODING, UNOWNED } from "../codec/reference/reference.ts";
import { type ActorId, formatActor } from "../envelope/actor_id.ts";
import type {
  ActorRecord,
  StoredOutbox,
  StoredReminder,
  StoredSchedule,
  StoredSend,
  StoredState,
} from "./record.ts";
import { StoreError } from "./store_error.ts";

/** The version of the format: the first part of every record. */
const FORMAT = 1;

/** The parts of a record, and of what it holds. */
const RECORD_PARTS = 4;
const STATE_PARTS = 4;
const OUTBOX_PARTS = 3;
const SEND_PARTS = 10;
const REMINDER_PARTS = 10;

/**
 * Encodes a record: standard CBOR, the same bytes for the same record.
 *
 * @throws {RangeError} If a number of it is none that can be read again.
 * @throws {CodecError} If it is larger than what can be read again.
 */
export function encodeRecord(record: ActorRecord): Uint8Array<ArrayBuffer> {
  const to = takeWriter(ENCODING);
  try {
    writeRecord(record, to);
    to.checkSize();
    return to.toBytes();
  } finally {
    giveWriterBack(to);
  }
}

/** Writes a record. */
export function writeRecord(record: ActorRecord, to: Writer): void {
  to.writeArray(RECORD_PARTS);
  to.writeNumber(FORMAT);
  to.writeArray(record.states.length);
  for (const state of record.states) writeState(state, to);
  if (record.outbox === null) to.writeNull();
  else writeOutbox(record.outbox, to);
  to.writeArray(record.reminders.length);
  for (const reminder of record.reminders) writeReminder(reminder, to);
}

function writeState({ name, version, shape, bytes }: StoredState, to: Writer) {
  to.writeArray(STATE_PARTS);
  to.writeText(name);
  writeCount(version, to);
  to.writeText(shape);
  to.writeBytes(bytes);
}

function writeOutbox({ line, next, sends }: StoredOutbox, to: Writer): void {
  to.writeArray(OUTBOX_PARTS);
  to.writeText(line);
  writeCount(next, to);
  to.writeArray(sends.length);
  for (const send of sends) writeSend(send, to);
}

function writeSend(send: StoredSend, to: Writer): void {
  to.writeArray(SEND_PARTS);
  to.writeText(send.to.type);
  to.writeText(send.to.id);
  to.writeText(send.method);
  to.writeBytes(send.payload);
  writeNullable(send.key, to);
  if (send.carried === null) to.writeNull();
  else to.writeBytes(send.carried);
  writeCount(send.sequence, to);
  writeTime(send.sentAt, to);
  writeCount(send.tries, to);
  writeNullable(send.parked, to);
}

function writeReminder(reminder: StoredReminder, to: Writer): void {
  to.writeArray(REMINDER_PARTS);
  to.writeText(reminder.name);
  to.writeText(reminder.method);
  to.writeBytes(reminder.payload);
  writeSchedule(reminder.schedule, to);
  to.writeText(reminder.missed);
  writeTime(reminder.setAt, to);
  writeTime(reminder.dueAt, to);
  writeCount(reminder.tries, to);
  if (reminder.retryAt === null) to.writeNull();
  else writeTime(reminder.retryAt, to);
  writeNullable(reminder.parked, to);
}

function writeSchedule(schedule: StoredSchedule, to: Writer): void {
  const isCron = schedule.kind === "cron";
  to.writeArray(isCron ? 3 : 2);
  to.writeText(schedule.kind);
  if (schedule.kind === "at") return writeTime(schedule.at, to);
  if (schedule.kind === "every") return writeTime(schedule.everyMs, to);
  to.writeText(schedule.cron);
  to.writeText(schedule.timeZone);
}

// What could not be read again is a turn's failure, and no record's end.
function writeCount(count: number, to: Writer): void {
  if (!isCount(count)) throw unwritable(count, "a whole number from 0");
  to.writeNumber(count + 0);
}

function writeTime(time: number, to: Writer): void {
  if (!Number.isFinite(time)) throw unwritable(time, "finite");
  // Minus zero is zero.
  to.writeNumber(time + 0);
}

function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0;
}

function unwritable(value: number, right: string): RangeError {
  return new RangeError(
    `Cannot write a record: ${value} is in it, which must be ${right}`,
  );
}

function writeNullable(text: string | null, to: Writer): void {
  if (text === null) to.writeNull();
  else to.writeText(text);
}

/**
 * Decodes a record; an error names its actor, where it is given.
 *
 * @throws {StoreError} If the bytes are none (`corrupt`), or of a later version
 * of the format (`newer`).
 */
export function decodeRecord(bytes: Uint8Array, actor?: ActorId): ActorRecord {
  const from = takeReader(UNOWNED);
  try {
    from.start(bytes, bytes.length);
    checkFormat(from, actor);
    const record = readRecord(from);
    from.checkEnd();
    return record;
  } catch (thrown) {
    if (thrown instanceof StoreError) throw thrown;
    throw corrupt(from.at, thrown, actor);
  } finally {
    giveReaderBack(from);
  }
}

function checkFormat(from: Reader, actor: ActorId | undefined): void {
  const parts = from.takeArray();
  const format = parts === 0 ? 0 : takeCount(from);
  if (format > FORMAT) throw newer(format, actor);
  if (format !== FORMAT || parts !== RECORD_PARTS) throw UNUSUAL;
}

function readRecord(from: Reader): ActorRecord {
  return {
    states: readList(from, readState),
    outbox: from.takeNull() ? null : readOutbox(from),
    reminders: readList(from, readReminder),
  };
}

function readState(from: Reader): StoredState {
  checkParts(from, STATE_PARTS);
  return {
    name: takeText(from),
    version: takeCount(from),
    shape: takeText(from),
    bytes: takeBytes(from),
  };
}

function readOutbox(from: Reader): StoredOutbox {
  checkParts(from, OUTBOX_PARTS);
  return {
    line: takeText(from),
    next: takeCount(from),
    sends: readList(from, readSend),
  };
}

function readSend(from: Reader): StoredSend {
  checkParts(from, SEND_PARTS);
  return {
    to: readActor(from),
    method: takeText(from),
    payload: takeBytes(from),
    key: readNullable(from),
    carried: from.takeNull() ? null : takeBytes(from),
    sequence: takeCount(from),
    sentAt: takeTime(from),
    tries: takeCount(from),
    parked: readNullable(from),
  };
}

function readActor(from: Reader): ActorId {
  return { type: takeText(from), id: takeText(from) };
}

function readReminder(from: Reader): StoredReminder {
  checkParts(from, REMINDER_PARTS);
  return {
    name: takeText(from),
    method: takeText(from),
    payload: takeBytes(from),
    schedule: readSchedule(from),
    missed: readMissed(from),
    setAt: takeTime(from),
    dueAt: takeTime(from),
    tries: takeCount(from),
    retryAt: from.takeNull() ? null : takeTime(from),
    parked: readNullable(from),
  };
}

function readSchedule(from: Reader): StoredSchedule {
  const parts = from.takeArray();
  const kind = takeText(from);
  if (parts === 2 && kind === "at") return { kind, at: takeTime(from) };
  if (parts === 2 && kind === "every") {
    return { kind, everyMs: takeTime(from) };
  }
  if (parts !== 3 || kind !== "cron") throw UNUSUAL;
  return { kind, cron: takeText(from), timeZone: takeText(from) };
}

function readMissed(from: Reader): StoredReminder["missed"] {
  const missed = takeText(from);
  if (missed === "all" || missed === "once" || missed === "skip") return missed;
  throw UNUSUAL;
}

function readNullable(from: Reader): string | null {
  return from.takeNull() ? null : takeText(from);
}

function readList<Item>(from: Reader, read: (from: Reader) => Item): Item[] {
  const items: Item[] = [];
  for (let left = from.takeArray(); left > 0; left--) items.push(read(from));
  return items;
}

function checkParts(from: Reader, parts: number): void {
  if (from.takeArray() !== parts) throw UNUSUAL;
}

/** Reads a text, also one that text cannot hold. */
function takeText(from: Reader): string {
  return from.peekKind() === TAG ? readAnyText(from) : from.takeText();
}

function takeBytes(from: Reader): Uint8Array {
  if (from.peekKind() === BYTES) return from.readBytes();
  throw UNUSUAL;
}

function takeCount(from: Reader): number {
  const count = from.takeNumber();
  if (isCount(count)) return count;
  throw UNUSUAL;
}

function takeTime(from: Reader): number {
  const time = from.takeNumber();
  if (Number.isFinite(time)) return time;
  throw UNUSUAL;
}

function corrupt(
  at: number,
  cause: unknown,
  actor: ActorId | undefined,
): StoreError {
  const isKnown = cause instanceof CodecError;
  const what = isKnown
    ? cause.message.replace(/^.*?: /, "")
    : `they hold something else near ${at}`;
  return new StoreError(
    `Cannot read ${nameRecord(actor)}: its bytes are damaged (${what}); ` +
      "restore it from a backup, or erase it",
    { code: "corrupt", ...(isKnown ? { cause } : {}) },
  );
}

function newer(format: number, actor: ActorId | undefined): StoreError {
  return new StoreError(
    `Cannot read ${nameRecord(actor)}: it is of format ${format}, and this ` +
      `version of the library knows ${FORMAT}; run a later one`,
    { code: "newer" },
  );
}

function nameRecord(actor: ActorId | undefined): string {
  return actor === undefined
    ? "a record"
    : `the record of ${formatActor(actor)}`;
}
