import type { ActorId } from "../../envelope/actor_id.ts";
import {
  type ActorRecord,
  NO_RECORD,
  type StoredOutbox,
  type StoredReminder,
} from "../../store/record.ts";
import { decodeRecord, encodeRecord } from "../../store/record_codec.ts";
import type { ActorWrite, RowWrite, StoredRecord } from "../../store/store.ts";
import type { StateOwner } from "./live_state.ts";
import type { RecordPart } from "./part.ts";
import { EMPTY_BYTES } from "./record_size.ts";
import { States } from "./states.ts";

/**
 * The record of a live actor as its accepted turns have made it: what is stored
 * by now, or is on its way.
 */
export class RecordImage {
  readonly states: States;
  /** What it holds beside its states, and takes part in transactions. */
  readonly parts: readonly RecordPart[] = [];
  readonly #actor: ActorId;
  /** The version of what is stored; 0 where nothing is. */
  version = 0;
  outbox: StoredOutbox | null = null;
  reminders: readonly StoredReminder[] = [];
  // The rows that no commit has taken yet.
  #rows: RowWrite[] = [];
  #isChanged = false;
  #isErased = false;
  // The version once the commit that is under way has ended.
  #nextVersion = 0;

  constructor(actor: ActorId, owner: StateOwner) {
    this.#actor = actor;
    this.states = new States(owner);
  }

  /** About how many bytes it has, with what has changed. */
  get bytes(): number {
    let bytes = EMPTY_BYTES + this.states.size;
    for (const part of this.parts) bytes += part.bytes;
    return bytes;
  }

  /** When its actor must be awake at the latest; `null` for never. */
  get wakeAt(): number | null {
    let earliest: number | null = null;
    for (const { wakeAt } of this.parts) {
      if (wakeAt === null) continue;
      earliest = Math.min(wakeAt, earliest ?? wakeAt);
    }
    return earliest;
  }

  /** Takes what is stored. */
  load(stored: StoredRecord | null): void {
    const record = stored === null
      ? NO_RECORD
      : decodeRecord(stored.bytes, this.#actor);
    this.version = this.#nextVersion = stored?.version ?? 0;
    this.states.load(record.states);
    this.outbox = record.outbox;
    this.reminders = record.reminders;
    this.#rows = [];
    this.#isChanged = this.#isErased = false;
  }

  /** Takes what a turn has changed, which is to be written. */
  change(rows: readonly RowWrite[]): void {
    this.#isChanged = true;
    this.#isErased = false;
    this.addRows(rows);
  }

  /** Takes rows that are to be written though nothing else has changed. */
  addRows(rows: readonly RowWrite[]): void {
    if (rows.length > 0) this.#rows.push(...rows);
  }

  /** Forgets all that it holds. */
  erase(rows: readonly RowWrite[]): void {
    this.states.load([]);
    this.reminders = [];
    this.change(rows);
    this.#isErased = true;
  }

  /** Takes all that no commit has taken yet. */
  takeWrite(): ActorWrite {
    const { version: expected } = this;
    const rows = this.#rows;
    this.#rows = [];
    const record = this.#takeRecord(expected);
    return { actor: this.#actor, expected, record, rows };
  }

  #takeRecord(expected: number): ActorWrite["record"] {
    this.#nextVersion = expected;
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    if (this.#isErased) {
      this.#nextVersion = 0;
      return null;
    }
    this.#nextVersion++;
    return { bytes: encodeRecord(this.toRecord()), wakeAt: this.wakeAt };
  }

  /** Learns that what was taken is stored. */
  noteStored(): void {
    this.version = this.#nextVersion;
  }

  /** Returns the record as it is to be stored. */
  toRecord(): ActorRecord {
    const { outbox, reminders, states } = this;
    return { states: states.toStored(), outbox, reminders };
  }
}
