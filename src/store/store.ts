import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import type { ActorId } from "../envelope/actor_id.ts";

/** All that survives of one actor, as a store keeps it. */
export interface StoredRecord {
  /** How often it was written since it is there: 1 after the first time. */
  readonly version: number;
  /** What the engine made of the actor's states, sends and reminders. */
  readonly bytes: Uint8Array;
}

/**
 * What stands beside a record, for there may be many of it: a `mark`, the last
 * send seen of a sender, or an `answer`, what was answered under a key.
 */
export type RowKind = "answer" | "mark";

/** Names a row of an actor. */
export interface RowName {
  /** What it is for. */
  readonly kind: RowKind;
  /**
   * The name within the kind: 1 to 4,096 UTF-16 code units, and no lone
   * surrogates.
   */
  readonly key: string;
}

/** A row of an actor. */
export interface StoredRow extends RowName {
  /** What it holds. */
  readonly bytes: Uint8Array;
  /**
   * From when on it may be forgotten, in milliseconds since the epoch; `null`
   * for never. It is there until `expire` is told of that time.
   */
  readonly expiresAt: number | null;
}

/** The record that is written. */
export interface RecordWrite {
  /** What it holds. */
  readonly bytes: Uint8Array;
  /**
   * When the actor must be woken at the latest, in milliseconds since the
   * epoch: a reminder is due, or sends are to be delivered; `null` for never.
   */
  readonly wakeAt: number | null;
}

/** What a commit makes of one actor: all of it, or nothing. */
export interface ActorWrite {
  /** Whose record and rows they are. */
  readonly actor: ActorId;
  /** The version that its record must have by now; 0 where there is none. */
  readonly expected: number;
  /**
   * Fences an owner of the past off: it must not be less than the last one that
   * the actor was written with, which outlives its record. A write without one
   * is not fenced.
   */
  readonly epoch?: number | undefined;
  /**
   * The shard of a cluster that the actor is in: the write is refused, too, if
   * its epoch is less than that of the shard's last {@linkcode Store.fence}.
   */
  readonly shard?: number | undefined;
  /**
   * The new record; `null` deletes it but for its rows, and `undefined` leaves
   * it and its version alone.
   */
  readonly record?: RecordWrite | null | undefined;
  /** The rows to write; one whose bytes are `null` is deleted. */
  readonly rows?: readonly RowWrite[] | undefined;
}

/** A row that is written, or deleted. */
export interface RowWrite extends RowName {
  /** What it holds from now on; `null` deletes it. */
  readonly bytes: Uint8Array | null;
  /** As of {@linkcode StoredRow}. */
  readonly expiresAt: number | null;
}

/** An actor whose record asks for it to be woken. */
export interface DueActor {
  /** Who it is. */
  readonly actor: ActorId;
  /** When, in milliseconds since the epoch. */
  readonly wakeAt: number;
}

/** Which actors are asked for that are due. */
export interface DueQuery {
  /** Those that are due by then, in milliseconds since the epoch. */
  readonly until: number;
  /** How many at most: 1 or more, as in all queries. */
  readonly limit: number;
  /** The last one of the page before, if any. */
  readonly after?: DueActor | undefined;
  /**
   * The shards of a cluster whose actors are asked for, as they were written
   * last; all actors unless given.
   */
  readonly shards?: readonly number[] | undefined;
}

/** A record without what it holds. */
export interface RecordInfo {
  /** Whose record it is. */
  readonly actor: ActorId;
  /** As of {@linkcode StoredRecord}. */
  readonly version: number;
  /** How many bytes it has. */
  readonly size: number;
  /** As of {@linkcode RecordWrite}. */
  readonly wakeAt: number | null;
  /** When it was written last, in milliseconds since the epoch. */
  readonly committedAt: number;
}

/** Which records are listed. */
export interface ListQuery {
  /** Those of one actor type alone. */
  readonly type?: string | undefined;
  /** How many at most. */
  readonly limit: number;
  /** The last one of the page before, if any. */
  readonly after?: ActorId | undefined;
}

/** Which rows of an actor are listed. */
export interface RowQuery {
  /** Those of one kind alone. */
  readonly kind?: RowKind | undefined;
  /** How many at most. */
  readonly limit: number;
  /** The last one of the page before, if any. */
  readonly after?: RowName | undefined;
}

/** What an engine offers its store. */
export interface StoreHost {
  /** Where time and chance come from. */
  readonly runtime: Runtime;
  /** Where log lines go. */
  readonly logger: Logger;
  /** Learns that the store is lost for good: the engine stops. */
  lose(error: Error): void;
}

/**
 * Where durable actors are kept: a port, with a driver for each kind of store.
 *
 * One engine writes at a time. What was asked first is done first: a `load`
 * behind a `commit` sees what that has written, whatever became of it.
 *
 * Drivers throw a `StoreError` that says what is wrong and what to do.
 */
export interface Store {
  /** The most bytes that a record may have here; 768 KiB unless given. */
  readonly maxRecordBytes?: number;
  /** The most rows that a write may have, 2 or more; any number by default. */
  readonly maxRows?: number;
  /** Is given to an engine, before anything else is asked of it. */
  open?(host: StoreHost): void;
  /**
   * Raises the fence of a shard, which outlives everything: from when it
   * resolves, no write of the shard with a lower epoch takes effect, and what
   * is loaded has all that such writes have written. A store that many engines
   * share has it; an engine of a cluster takes no other.
   *
   * @throws {StoreError} If the shard has a higher fence (`fenced`).
   */
  fence?(shard: number, epoch: number): Promise<void>;
  /** Returns an actor's record, or `null` where there is none. */
  load(actor: ActorId): Promise<StoredRecord | null>;
  /** Returns a row, or `null` where there is none. */
  read(actor: ActorId, row: RowName): Promise<StoredRow | null>;
  /**
   * Writes what is given for each actor, in this order: where an actor is in it
   * twice, the later write sees the earlier one. When it resolves, all of it
   * outlives a crash of the machine. It resolves to the places of those that
   * were refused because their records have other versions, or a later epoch:
   * nothing of these was written, and all of the others.
   *
   * Where it rejects, it is not known what was written; but of each write all
   * is, or nothing, whatever crashes.
   *
   * What it is given does not change until it has settled, and may from then
   * on.
   */
  commit(writes: readonly ActorWrite[]): Promise<readonly number[]>;
  /**
   * Lists actors that are due, the earliest first, then by type and id as
   * `list` does. What it returns is the caller's own, here as elsewhere.
   */
  due(query: DueQuery): Promise<readonly DueActor[]>;
  /** Lists records by type and id, in the order of their UTF-8 bytes. */
  list(query: ListQuery): Promise<readonly RecordInfo[]>;
  /** Lists the rows of an actor by kind and key. */
  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]>;
  /** Forgets rows that have expired by then, and returns how many. */
  expire(now: number, limit: number): Promise<number>;
  /**
   * Waits for what was asked, and lets go of what it holds; what is asked from
   * then on is refused (`closed`). To close again does nothing.
   */
  close(): Promise<void>;
}
