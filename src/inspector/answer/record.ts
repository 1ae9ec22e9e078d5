import {
  MAX_STATE_LENGTH,
  SHOWN_ROWS,
  SHOWN_SENDS,
} from "../../base/limits.ts";
import { readThrownMessage } from "../../base/thrown.ts";
import type { EngineView } from "../../engine/view.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import { findRecord } from "../../store/find_record.ts";
import {
  type ActorRecord,
  NO_RECORD,
  type StoredReminder,
  type StoredSchedule,
  type StoredSend,
  type StoredState,
} from "../../store/record.ts";
import { decodeRecord } from "../../store/record_codec.ts";
import { labelRow } from "../../store/row_label.ts";
import type { RecordInfo, Store, StoredRow } from "../../store/store.ts";
import type { Shown, ValueText } from "../collect/value_text.ts";
import type {
  Name,
  RecordDetail,
  ReminderRow,
  RowRow,
  SendRow,
  StateRow,
} from "../wire/protocol.ts";
import { tellElsewhere } from "./cluster.ts";
import { digestOf } from "./digest.ts";
import { LATE, within } from "./within.ts";

/** How `undefined` is written. */
const UNDEFINED = 0xf7;

/** Milliseconds that the store may take to tell of a live actor. */
const STORE_WAIT_MS = 200;

/** What a store has of an actor. */
interface Stored {
  readonly info: RecordInfo | null;
  readonly record: ActorRecord;
  /** Why the record cannot be read, if it cannot. */
  readonly problem: string | null;
  readonly rows: readonly StoredRow[];
}

/** Answers what is kept of durable actors. */
export class Records {
  readonly #view: EngineView;
  readonly #values: ValueText;
  // What stores were asked and have not answered: they may be slow.
  readonly #asked = new Map<string, Promise<Stored>>();

  constructor(view: EngineView, values: ValueText) {
    this.#view = view;
    this.#values = values;
  }

  /**
   * Answers what is kept of an actor: as it has it, if it is live, and else as
   * its store has it.
   *
   * @throws {Error} If nothing is: one sentence says why.
   */
  async read(actor: Name): Promise<RecordDetail> {
    const { store } = this.#view;
    if (store === null) throw refuse(actor, "there is no store");
    const asked = this.#ask(store, actor);
    // A store answers behind the commit that is under way, which is what a
    // slow one is looked at for.
    const isLive = this.#view.findDurability(actor.type, actor.id) !== null;
    const answer = isLive ? await within(asked, STORE_WAIT_MS) : await asked;
    return this.#describe(actor, answer === LATE ? null : answer);
  }

  #ask(store: Store, actor: Name): Promise<Stored> {
    const key = `${actor.type}/${actor.id}`;
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const asked = ask(store, actor).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    // Who asked may wait no longer.
    asked.catch(() => {});
    return asked;
  }

  #show(actor: Name, record: ActorRecord): ReturnType<RecordText["show"]> {
    // A turn takes a class, which is known once an actor was asked for.
    const type = this.#view.registry.findType(actor.type);
    const isEditable = this.#values.isFaithful && type?.isDurable === true &&
      tellElsewhere(this.#view, actor) === null;
    return new RecordText(actor, this.#values, isEditable).show(record);
  }

  #describe(actor: Name, stored: Stored | null): RecordDetail {
    // What is live is read last: it is what is true now.
    const durability = this.#view.findDurability(actor.type, actor.id);
    const info = stored?.info ?? null;
    if (durability === null && info === null) {
      throw refuse(actor, "there is none");
    }
    const record = durability?.image.toRecord() ?? stored!.record;
    const rows = stored?.rows ?? [];
    return {
      actor,
      isLive: durability !== null,
      isPending: durability?.isPending ?? false,
      isStoreLate: stored === null,
      stored: info === null ? null : describe(info),
      problem: durability === null ? stored!.problem : null,
      ...this.#show(actor, record),
      rows: rows.slice(0, SHOWN_ROWS).map(toRow),
      hasMoreRows: rows.length > SHOWN_ROWS,
    };
  }
}

function refuse(actor: Name, why: string): Error {
  return new Error(`Cannot show the record of ${formatActor(actor)}: ${why}`);
}

async function ask(store: Store, actor: ActorId): Promise<Stored> {
  const [info, rows, stored] = await Promise.all([
    findRecord(store, actor),
    store.listRows(actor, { limit: SHOWN_ROWS + 1 }),
    store.load(actor),
  ]);
  if (stored === null) {
    return { info, rows, record: NO_RECORD, problem: null };
  }
  try {
    const record = decodeRecord(stored.bytes, actor);
    return { info, rows, record, problem: null };
  } catch (error) {
    const problem = readThrownMessage(error);
    return { info, rows, record: NO_RECORD, problem };
  }
}

function describe(
  { version, size, committedAt, wakeAt }: RecordInfo,
): RecordDetail["stored"] {
  return { version, bytes: size, committedAt, wakeAt };
}

function toRow(row: StoredRow): RowRow {
  const { kind, bytes, expiresAt } = row;
  return { kind, label: labelRow(row), bytes: bytes.length, expiresAt };
}

/** Shows a record of an actor. */
class RecordText {
  readonly #actor: ActorId;
  readonly #values: ValueText;
  readonly #isEditable: boolean;

  constructor(actor: ActorId, values: ValueText, isEditable: boolean) {
    this.#actor = actor;
    this.#values = values;
    this.#isEditable = isEditable;
  }

  show(
    { states, outbox, reminders }: ActorRecord,
  ): Pick<RecordDetail, "outbox" | "reminders" | "states"> {
    return {
      states: states.map((state) => this.#state(state)),
      outbox: outbox === null ? null : {
        line: outbox.line,
        length: outbox.sends.length,
        sends: chooseSends(outbox.sends).map((send) => this.#send(send)),
      },
      reminders: reminders.map((reminder) => this.#reminder(reminder)),
    };
  }

  #state({ name, version, shape, bytes }: StoredState): StateRow {
    const shown = { actor: this.#actor, method: "", state: name };
    const value = this.#values.of(bytes, shown);
    const isWhole = value !== null && value.length <= MAX_STATE_LENGTH;
    return {
      name,
      version,
      shape,
      bytes: bytes.length,
      value,
      digest: digestOf(bytes),
      isEditable: isWhole && this.#isEditable,
    };
  }

  #send(send: StoredSend): SendRow {
    const { sequence, to, method, sentAt, tries, parked, payload } = send;
    const shown = this.#payload(payload, { actor: to, method });
    return { sequence, to, method, sentAt, tries, parked, payload: shown };
  }

  #payload(payload: Uint8Array, shown: Shown): string | null {
    // A method that takes nothing has none.
    const isNone = payload.length === 1 && payload[0] === UNDEFINED;
    return isNone ? null : this.#values.of(payload, shown);
  }

  #reminder(reminder: StoredReminder): ReminderRow {
    const { schedule, payload, setAt: _, ...rest } = reminder;
    const { method } = reminder;
    const shown = this.#payload(payload, { actor: this.#actor, method });
    return { ...rest, schedule: describeSchedule(schedule), payload: shown };
  }
}

/** Chooses those to show: the parked ones first. */
function chooseSends(sends: readonly StoredSend[]): readonly StoredSend[] {
  if (sends.length <= SHOWN_SENDS) return sends;
  const parked = sends.filter((send) => send.parked !== null);
  const others = sends.filter((send) => send.parked === null);
  return [...parked, ...others].slice(0, SHOWN_SENDS);
}

function describeSchedule(schedule: StoredSchedule): string {
  if (schedule.kind === "at") return "once";
  if (schedule.kind === "every") return `every ${schedule.everyMs} ms`;
  return `cron ${schedule.cron} ${schedule.timeZone}`;
}
