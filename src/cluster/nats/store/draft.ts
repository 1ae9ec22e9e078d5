import type { ActorId } from "../../../envelope/actor_id.ts";
import type {
  ActorWrite,
  RecordWrite,
  RowWrite,
} from "../../../store/store.ts";
import {
  DELETED,
  NO_STATE,
  type RecordState,
  writeFields,
  writeNames,
  writeState,
} from "./message.ts";
import type { Outgoing } from "./publish.ts";
import type { Subjects } from "./subjects.ts";

/** After how many seconds what says that something is gone may be, too. */
const FORGET_DELETED = 3_600;

/** How long a row may stay beyond its time: clocks differ. */
const ROW_SLACK = 600;

/** The server counts seconds up to about three hundred years. */
const MOST_SECONDS = 3_155_760_000;

const NO_BYTES = new Uint8Array(0);

/** What a commit makes of one actor, all of its writes together. */
export class Draft {
  readonly actor: ActorId;
  /** The subject of its record. */
  readonly subject: string;
  readonly #subjects: Subjects;
  readonly #before: RecordState;
  #state: RecordState;
  #record: RecordWrite | null | undefined;
  readonly #rows = new Map<string, RowWrite>();

  constructor(actor: ActorId, before: RecordState, subjects: Subjects) {
    this.actor = { type: actor.type, id: actor.id };
    this.subject = subjects.record(actor);
    this.#subjects = subjects;
    this.#before = this.#state = before;
  }

  /** Takes a write, unless its record or its epoch is not the right one. */
  take(write: ActorWrite, now: number): boolean {
    const { expected, record, rows = [], shard } = write;
    const state = this.#state;
    if (expected !== state.version) return false;
    const epoch = write.epoch ?? state.epoch;
    if ((epoch ?? -Infinity) < (state.epoch ?? -Infinity)) return false;
    this.#state = { ...state, epoch, shard: shard ?? state.shard };
    if (record !== undefined) this.#take(record, now);
    for (const row of rows) {
      this.#rows.set(this.#subjects.row(this.actor, row), row);
    }
    return true;
  }

  /** The number of the message of the record that it stands on. */
  get seq(): number {
    return this.#before.seq;
  }

  /** The shards that it is in, and was. */
  get shards(): number[] {
    const shards = [this.#before.shard, this.#state.shard];
    return shards.filter((shard) => shard !== null);
  }

  /** Whether it changes nothing. */
  get isEmpty(): boolean {
    return !this.#writesRecord && this.#rows.size === 0;
  }

  /** Whether it is a record alone, in the place of another of its shard. */
  get isPut(): boolean {
    const { shard, version } = this.#before;
    return version > 0 && this.#state.version > 0 && this.wake === null &&
      shard !== null && shard === this.#state.shard &&
      this.#record !== undefined && this.#rows.size === 0;
  }

  /** Whether its record is written anew with the bytes that it has. */
  get needsBytes(): boolean {
    return this.#record === undefined && this.#state.version > 0 &&
      this.#hasMoved;
  }

  /** Gives it the bytes that its record has. */
  keep(bytes: Uint8Array): void {
    this.#record = { bytes, wakeAt: this.#state.wakeAt };
  }

  /** Returns what its record is like once its messages are written. */
  concludeAt(seq: number): RecordState {
    return this.#writesRecord ? { ...this.#state, seq } : this.#before;
  }

  /** When it is to be woken, if that or its shard has changed. */
  get wake(): {
    readonly from: number | null;
    readonly to: number | null;
    readonly wakeAt: number | null;
  } | null {
    const { shard: from, wakeAt: last } = this.#before;
    const { shard: to, wakeAt } = this.#state;
    if (last === wakeAt && (from === to || wakeAt === null)) return null;
    return { from, to, wakeAt };
  }

  /**
   * Returns its messages; that of its record is the first, if there is one. In
   * the engine's own shards, rows need not look at the record that is there:
   * whatever else writes it touches the engine's guard.
   */
  write(now: number, isOwn: (shard: number) => boolean): Outgoing[] {
    const messages = this.#writesRecord ? [this.#writeRecord()] : [];
    messages.push(...this.#writeWakes());
    for (const [subject, row] of this.#rows) {
      messages.push(...this.#writeRow(subject, row, now));
    }
    const [first] = messages;
    if (first === undefined || this.#writesRecord) return messages;
    const { seq, shard, version } = this.#before;
    if (version > 0 && shard !== null && isOwn(shard)) return messages;
    const expected = { seq, subject: this.subject };
    return [{ ...first, expected }, ...messages.slice(1)];
  }

  /** Whether the first of its messages is that of its record. */
  get #writesRecord(): boolean {
    if (this.#record !== undefined) {
      // What was never there need not be deleted.
      return this.#state.version > 0 || this.#before.seq > 0 || this.#hasMoved;
    }
    return this.#hasMoved;
  }

  /** Whether its epoch or shard is another one. */
  get #hasMoved(): boolean {
    const { epoch, shard } = this.#before;
    return epoch !== this.#state.epoch || shard !== this.#state.shard;
  }

  #take(record: RecordWrite | null, now: number): void {
    this.#record = record;
    const { epoch, shard, seq, version } = this.#state;
    this.#state = record === null ? { ...NO_STATE, epoch, shard, seq } : {
      ...{ epoch, shard, seq },
      version: version + 1,
      wakeAt: record.wakeAt,
      committedAt: now,
    };
  }

  #writeRecord(): Outgoing {
    const { epoch, shard, version } = this.#state;
    // Its epoch outlives it, unless that is its shard's as well.
    const isLast = version === 0 && (epoch === null || shard !== null);
    return {
      subject: this.subject,
      bytes: this.#record?.bytes ?? NO_BYTES,
      fields: writeState(this.#state),
      names: this.#name(this.subject),
      forgetAfter: isLast ? FORGET_DELETED : undefined,
      expected: { seq: this.#before.seq },
    };
  }

  #writeWakes(): Outgoing[] {
    const { wake } = this;
    if (wake === null) return [];
    const { from, to, wakeAt } = wake;
    const messages: Outgoing[] = [];
    const last = this.#subjects.wake(from, this.actor);
    const next = this.#subjects.wake(to, this.actor);
    if (wakeAt !== null) {
      const fields = writeFields(wakeAt);
      const names = this.#name(next);
      messages.push({ subject: next, bytes: NO_BYTES, fields, names });
    }
    const hasLast = this.#before.wakeAt !== null;
    if (hasLast && (wakeAt === null || last !== next)) {
      messages.push(deletionOf(last));
    }
    return messages;
  }

  #writeRow(subject: string, row: RowWrite, now: number): Outgoing[] {
    const { bytes, expiresAt, key, kind } = row;
    if (bytes === null) return [deletionOf(subject)];
    const names = this.#name(subject, kind, key);
    const seconds = expiresAt === null
      ? null
      : Math.ceil((expiresAt - now) / 1_000);
    // The server forgets it by itself, unless its time is over, or too far.
    const isKept = seconds === null || seconds <= 0 || seconds > MOST_SECONDS;
    const forgetAfter = isKept ? undefined : seconds + ROW_SLACK;
    const fields = writeFields(expiresAt);
    const written = { subject, bytes, fields, names, forgetAfter };
    if (!isKept || expiresAt === null) return [written];
    const hint = this.#subjects.expiry(subject);
    return [written, { subject: hint, bytes: NO_BYTES, fields }];
  }

  #name(subject: string, ...others: readonly string[]): string {
    return writeNames(subject, [this.actor.type, this.actor.id, ...others]);
  }
}

function deletionOf(subject: string): Outgoing {
  const forgetAfter = FORGET_DELETED;
  return { subject, bytes: NO_BYTES, fields: DELETED, forgetAfter };
}
