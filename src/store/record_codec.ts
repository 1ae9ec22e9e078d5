import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "../codec/bytes/pool.ts";
import type { Reader } from "../codec/bytes/reader.ts";
import type { Writer } from "../codec/bytes/writer.ts";
import { ENCODING, UNOWNED } from "../codec/reference/reference.ts";
import type { ActorId } from "../envelope/actor_id.ts";
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

/** Encodes a record: standard CBOR, the same bytes for the same record. */
export function encodeRecord(record: ActorRecord): Uint8Array<ArrayBuffer> {
  const to = takeWriter(ENCODING);
  try {
    writeRecord(record, to);
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
  to.writeNumber(version);
  to.writeText(shape);
  to.writeBytes(bytes);
}

function writeOutbox({ line, next, sends }: StoredOutbox, to: Writer): void {
  to.writeArray(OUTBOX_PARTS);
  to.writeText(line);
  to.writeNumber(next);
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
  to.writeNumber(send.sequence);
  to.writeNumber(send.sentAt);
  to.writeNumber(send.tries);
  writeNullable(send.parked, to);
}

function writeReminder(reminder: StoredReminder, to: Writer): void {
  to.writeArray(REMINDER_PARTS);
  to.writeText(reminder.name);
  to.writeText(reminder.method);
  to.writeBytes(reminder.payload);
  writeSchedule(reminder.schedule, to);
  to.writeText(reminder.missed);
  to.writeNumber(reminder.setAt);
  to.writeNumber(reminder.dueAt);
  to.writeNumber(reminder.tries);
  if (reminder.retryAt === null) to.writeNull();
  else to.writeNumber(reminder.retryAt);
  writeNullable(reminder.parked, to);
}

function writeSchedule(schedule: StoredSchedule, to: Writer): void {
  const isCron = schedule.kind === "cron";
  to.writeArray(isCron ? 3 : 2);
  to.writeText(schedule.kind);
  if (schedule.kind === "at") return to.writeNumber(schedule.at);
  if (schedule.kind === "every") return to.writeNumber(schedule.everyMs);
  to.writeText(schedule.cron);
  to.writeText(schedule.timeZone);
}

function writeNullable(text: string | null, to: Writer): void {
  if (text === null) to.writeNull();
  else to.writeText(text);
}

/**
 * Decodes a record.
 *
 * @throws {StoreError} If the bytes are none (`corrupt`), or of a later version
 * of the format (`newer`).
 */
export function decodeRecord(bytes: Uint8Array): ActorRecord {
  const from = takeReader(UNOWNED);
  try {
    from.start(bytes, bytes.length);
    const record = readRecord(from);
    from.checkEnd();
    return record;
  } catch (thrown) {
    if (thrown instanceof StoreError) throw thrown;
    throw malformed(thrown);
  } finally {
    giveReaderBack(from);
  }
}

function readRecord(from: Reader): ActorRecord {
  const parts = from.takeArray();
  const format = parts < 1 ? 0 : from.takeNumber();
  if (format > FORMAT) throw newer(format);
  if (format !== FORMAT || parts !== RECORD_PARTS) throw malformed();
  return {
    states: readList(from, readState),
    outbox: from.takeNull() ? null : readOutbox(from),
    reminders: readList(from, readReminder),
  };
}

function readState(from: Reader): StoredState {
  checkParts(from, STATE_PARTS);
  return {
    name: from.takeText(),
    version: from.takeNumber(),
    shape: from.takeText(),
    bytes: from.readBytes(),
  };
}

function readOutbox(from: Reader): StoredOutbox {
  checkParts(from, OUTBOX_PARTS);
  return {
    line: from.takeText(),
    next: from.takeNumber(),
    sends: readList(from, readSend),
  };
}

function readSend(from: Reader): StoredSend {
  checkParts(from, SEND_PARTS);
  return {
    to: readActor(from),
    method: from.takeText(),
    payload: from.readBytes(),
    key: readNullable(from),
    carried: from.takeNull() ? null : from.readBytes(),
    sequence: from.takeNumber(),
    sentAt: from.takeNumber(),
    tries: from.takeNumber(),
    parked: readNullable(from),
  };
}

function readActor(from: Reader): ActorId {
  return { type: from.takeText(), id: from.takeText() };
}

function readReminder(from: Reader): StoredReminder {
  checkParts(from, REMINDER_PARTS);
  return {
    name: from.takeText(),
    method: from.takeText(),
    payload: from.readBytes(),
    schedule: readSchedule(from),
    missed: readMissed(from),
    setAt: from.takeNumber(),
    dueAt: from.takeNumber(),
    tries: from.takeNumber(),
    retryAt: from.takeNull() ? null : from.takeNumber(),
    parked: readNullable(from),
  };
}

function readSchedule(from: Reader): StoredSchedule {
  const parts = from.takeArray();
  const kind = from.takeText();
  if (parts === 2 && kind === "at") return { kind, at: from.takeNumber() };
  if (parts === 2 && kind === "every") {
    return { kind, everyMs: from.takeNumber() };
  }
  if (parts !== 3 || kind !== "cron") throw malformed();
  return { kind, cron: from.takeText(), timeZone: from.takeText() };
}

function readMissed(from: Reader): StoredReminder["missed"] {
  const missed = from.takeText();
  if (missed === "all" || missed === "once" || missed === "skip") return missed;
  throw malformed();
}

function readNullable(from: Reader): string | null {
  return from.takeNull() ? null : from.takeText();
}

function readList<Item>(from: Reader, read: (from: Reader) => Item): Item[] {
  const items: Item[] = [];
  for (let left = from.takeArray(); left > 0; left--) items.push(read(from));
  return items;
}

function checkParts(from: Reader, parts: number): void {
  if (from.takeArray() !== parts) throw malformed();
}

function malformed(cause?: unknown): StoreError {
  return new StoreError("Cannot read a record: the bytes are none", {
    code: "corrupt",
    ...(cause === undefined ? {} : { cause }),
  });
}

function newer(format: number): StoreError {
  return new StoreError(
    `Cannot read a record: it is of format ${format}, and this version of ` +
      `the library knows ${FORMAT}; run a later one`,
    { code: "newer" },
  );
}
