import type { ActorId } from "../../../envelope/actor_id.ts";
import { type ActorRecord, NO_RECORD } from "../../../store/record.ts";
import type { ActorType } from "../../actor_type.ts";
import type { RecordBatch } from "../../../store/record_batch.ts";
import { decodeRecord } from "../../../store/record_codec.ts";
import type {
  ActorWrite,
  RecordWrite,
  RowWrite,
  StoredRecord,
} from "../../../store/store.ts";
import { KnownRows } from "../once/known_rows.ts";
import type { LiveState, StateOwner } from "../state/live_state.ts";
import type { Fence } from "../../port/placement.ts";
import type { RecordPart } from "../../port/record_part.ts";
import { checkRecordSize, EMPTY_BYTES } from "./record_size.ts";
import { type ReminderOwner, Reminders } from "../reminder/reminders.ts";
import { Sends, type SendsOwner } from "../outbox/sends.ts";
import { States } from "./states.ts";
import type { Transaction } from "../turn/transaction.ts";

/** A larger record is encoded once for each commit, not for each turn. */
const MOST_BYTES_AT_ONCE = 4_096;

const NO_ROWS: readonly RowWrite[] = [];

/**
 * The record of a live actor as its accepted turns have made it: what is stored
 * by now, or is on its way.
 */
export class RecordImage {
  readonly states: States;
  /** What it sends to durable actors. */
  readonly sends: Sends;
  /** What it holds beside its states, and takes part in transactions. */
  readonly parts: readonly RecordPart[];
  readonly reminders: Reminders;
  readonly #actor: ActorId;
  /** The version of what is stored; 0 where nothing is. */
  version = 0;
  /** By what right it is written, as it is loaded; `null` without a cluster. */
  fence: Fence | null = null;
  // Few have any.
  #known: KnownRows | null = null;
  // The rows of the commit that is under way.
  #rows: readonly RowWrite[] = NO_ROWS;
  #isChanged = false;
  // What is to be written, where it is encoded by now.
  #write: RecordWrite | null = null;
  #isErased = false;
  /** The answers that stay of what was erased; `null` where nothing was. */
  erasedBut: ReadonlySet<string> | null = null;
  #isLarge = false;
  #isSmall = false;
  // The version once the commit that is under way has ended.
  #nextVersion = 0;

  constructor(actor: ActorId, owner: StateOwner & ReminderOwner & SendsOwner) {
    this.#actor = actor;
    this.states = new States(owner);
    this.sends = new Sends(owner);
    this.reminders = new Reminders(owner);
    this.parts = [this.sends, this.reminders];
  }

  /** The rows that are known, with those that are not stored yet. */
  get known(): KnownRows {
    return this.#known ??= new KnownRows();
  }

  /** Whether its actor was erased in this life, and is to end. */
  get isGone(): boolean {
    return this.erasedBut !== null;
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

  /** Whether the turn that is under way has changed any part. */
  get havePartsChanged(): boolean {
    return this.parts.some((part) => part.hasChanged);
  }

  /**
   * Encodes what a turn has changed; returns whether it has changed anything.
   *
   * @throws {Error} If that includes a state that it has not asked for.
   */
  prepare(transaction: Transaction): boolean {
    return this.states.prepare(transaction) || this.havePartsChanged;
  }

  /** Takes over what it has changed of some states, and of all parts. */
  accept(looked: readonly LiveState[]): void {
    for (const state of looked) state.accept();
    for (const part of this.parts) part.accept();
  }

  /** Undoes what a turn has changed; returns whether a part had. */
  rollBack(transaction: Transaction, haveStatesChanged: boolean): boolean {
    const hadChanged = this.havePartsChanged;
    if (haveStatesChanged) this.states.rollBack(transaction);
    for (const part of this.parts) part.rollBack();
    return hadChanged;
  }

  /**
   * Warns of a record that is large, once.
   *
   * @throws {RecordTooLargeError} If it is larger than it may be.
   */
  checkSize({ host, maxRecordBytes }: ActorType): void {
    const { bytes } = this;
    this.#isSmall = bytes <= MOST_BYTES_AT_ONCE;
    this.#isLarge = checkRecordSize({
      actor: this.#actor,
      logger: host.logger,
      limit: maxRecordBytes,
      bytes,
      states: this.states.open,
      others: this.parts,
    }, this.#isLarge);
  }

  /** Takes what is stored. */
  load(stored: StoredRecord | null): void {
    const record = stored === null
      ? NO_RECORD
      : decodeRecord(stored.bytes, this.#actor);
    this.version = this.#nextVersion = stored?.version ?? 0;
    this.states.load(record.states);
    this.sends.load(record.outbox);
    this.reminders.load(record.reminders);
    this.#known = null;
    this.#rows = NO_ROWS;
    this.#isChanged = false;
    this.#write = null;
    this.erasedBut = null;
    // It was erased, and has sends that are not taken yet.
    this.#isErased = stored !== null && record.states.length === 0 &&
      record.reminders.length === 0;
  }

  /** Takes what a turn has changed, which is to be written. */
  change(rows: readonly RowWrite[], batch: RecordBatch): void {
    this.#isChanged = true;
    // What an actor changes behind its erasing is of the one that is no more.
    if (!this.isGone) this.#isErased = false;
    // While it is at hand: to find the parts of many actors takes its time.
    this.#write = this.#isSmall ? this.#encode(batch) : null;
    this.#addRows(rows);
  }

  /** Takes rows that are to be written though nothing else has changed. */
  writeRows(rows: readonly RowWrite[]): void {
    this.#addRows(rows);
    // Actors are listed by their records: one with rows alone is never seen.
    if (this.version === 0 && !this.#isErased) this.touch();
  }

  #addRows(rows: readonly RowWrite[]): void {
    for (const row of rows) this.known.write(row);
  }

  /** Has it written though no turn has changed it. */
  touch(): void {
    this.#isChanged = true;
    this.#write = null;
  }

  /** Forgets all that it holds. */
  erase(rows: readonly RowWrite[]): void {
    this.states.load([]);
    this.reminders.clear();
    this.#addRows(rows);
    this.touch();
    this.#isErased = true;
    this.erasedBut = new Set(rows.map(({ key }) => key));
  }

  /** Takes all that no commit has taken yet. */
  takeWrite(batch: RecordBatch): ActorWrite {
    const { version: expected } = this;
    const rows = this.#rows = this.#known?.takeWrites() ?? NO_ROWS;
    const record = this.#takeRecord(batch, expected);
    return { actor: this.#actor, expected, ...this.fence, record, rows };
  }

  #takeRecord(batch: RecordBatch, expected: number): ActorWrite["record"] {
    this.#nextVersion = expected;
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    if (this.#isErased && this.sends.isEmpty) {
      this.#nextVersion = 0;
      return null;
    }
    this.#nextVersion++;
    const write = this.#write ?? this.#encode(batch);
    this.#write = null;
    return write;
  }

  #encode(batch: RecordBatch): RecordWrite {
    const record = this.toRecord();
    this.sends.noteWritten();
    return { bytes: batch.encode(record), wakeAt: this.wakeAt };
  }

  /** Learns that what was taken is stored; so many envelopes wait. */
  noteStored(waiting: number): void {
    this.version = this.#nextVersion;
    this.#known?.noteCommitted(this.#rows, waiting);
  }

  /** Returns the record as it is to be stored; that changes nothing. */
  toRecord(): ActorRecord {
    const { reminders, sends, states } = this;
    return {
      // What is erased stays so, whatever its class has opened since.
      states: this.#isErased ? [] : states.toStored(),
      outbox: sends.toStored(),
      reminders: reminders.stored,
    };
  }
}
