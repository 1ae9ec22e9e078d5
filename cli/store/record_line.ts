import type { Plain, PlainObject } from "../../src/codec/json/plain.ts";
import { bytesToPlain } from "../../src/codec/json/plain_bytes.ts";
import type {
  ActorRecord,
  StoredOutbox,
  StoredReminder,
  StoredSchedule,
  StoredSend,
  StoredState,
} from "../../src/store/record.ts";
import type { Fields } from "./fields.ts";

/** Writes a record as JSON can hold it, such that nothing is lost. */
export function recordToPlain(record: ActorRecord): PlainObject {
  const { states, outbox, reminders } = record;
  return {
    states: states.map(stateToPlain),
    outbox: outbox === null ? null : {
      line: outbox.line,
      next: outbox.next,
      sends: outbox.sends.map(sendToPlain),
    },
    reminders: reminders.map(reminderToPlain),
  };
}

/** Reads a record that {@linkcode recordToPlain} wrote. */
export function readRecord(fields: Fields): ActorRecord {
  return {
    states: fields.list("states", readState),
    outbox: readOutbox(fields),
    reminders: fields.list("reminders", readReminder),
  };
}

function stateToPlain({ bytes, ...rest }: StoredState): Plain {
  return { ...rest, value: bytesToPlain(bytes) };
}

function readState(fields: Fields): StoredState {
  return {
    name: fields.text("name"),
    version: fields.count("version"),
    shape: fields.text("shape"),
    bytes: fields.bytes("value"),
  };
}

function sendToPlain(send: StoredSend): Plain {
  const { to, payload, carried, ...rest } = send;
  return {
    to: [to.type, to.id],
    ...rest,
    payload: bytesToPlain(payload),
    carried: carried === null ? null : bytesToPlain(carried),
  };
}

function readOutbox(fields: Fields): StoredOutbox | null {
  if (fields.isNull("outbox")) return null;
  const outbox = fields.object("outbox");
  return {
    line: outbox.text("line"),
    next: outbox.count("next"),
    sends: outbox.list("sends", readSend),
  };
}

function readSend(fields: Fields): StoredSend {
  return {
    to: fields.actor("to"),
    method: fields.text("method"),
    payload: fields.bytes("payload"),
    key: fields.textOrNull("key"),
    carried: fields.isNull("carried") ? null : fields.bytes("carried"),
    sequence: fields.count("sequence"),
    sentAt: fields.number("sentAt"),
    tries: fields.count("tries"),
    parked: fields.textOrNull("parked"),
  };
}

function reminderToPlain(reminder: StoredReminder): Plain {
  const { payload, schedule, ...rest } = reminder;
  return { ...rest, schedule: { ...schedule }, payload: bytesToPlain(payload) };
}

function readReminder(fields: Fields): StoredReminder {
  return {
    name: fields.text("name"),
    method: fields.text("method"),
    payload: fields.bytes("payload"),
    schedule: readSchedule(fields.object("schedule")),
    missed: fields.oneOf("missed", ["all", "once", "skip"]),
    setAt: fields.number("setAt"),
    dueAt: fields.number("dueAt"),
    tries: fields.count("tries"),
    retryAt: fields.numberOrNull("retryAt"),
    parked: fields.textOrNull("parked"),
  };
}

function readSchedule(fields: Fields): StoredSchedule {
  const kind = fields.oneOf("kind", ["at", "every", "cron"]);
  if (kind === "at") return { kind, at: fields.number("at") };
  if (kind === "every") return { kind, everyMs: fields.number("everyMs") };
  return {
    kind,
    cron: fields.text("cron"),
    timeZone: fields.text("timeZone"),
  };
}
