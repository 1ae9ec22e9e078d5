import type { DatabaseSync } from "node:sqlite";
import type { ActorId } from "../../../envelope/actor_id.ts";
import type {
  DueActor,
  DueQuery,
  ListQuery,
  RecordInfo,
  RowKind,
  RowName,
  RowQuery,
  StoredRecord,
  StoredRow,
} from "../../store.ts";
import { decodeText } from "../wire/unpacker.ts";
import type { KnownActors } from "./known_actors.ts";

/** A row of a result. */
type Result = Record<string, unknown>;

// A text is read as its bytes: as text it would end at its first NUL.
const NAME = "CAST(type AS BLOB) AS type, CAST(id AS BLOB) AS id";
const ROW = "kind, CAST(actor_row.key AS BLOB) AS key, expires_at AS " +
  "expiresAt, actor_row.bytes AS bytes";
const ROW_OF_ACTOR = `SELECT ${ROW} FROM actor JOIN actor_row ` +
  "ON actor_row.actor = actor.key WHERE type = ? AND id = ?";

/** Comes before every name: none is empty. */
const FIRST = "";

/** The statements of what is read. */
function prepare(database: DatabaseSync) {
  return {
    load: database.prepare(
      "SELECT key, version, epoch, wake_at AS wakeAt, bytes FROM actor " +
        "WHERE type = ? AND id = ?",
    ),
    read: database.prepare(
      `${ROW_OF_ACTOR} AND kind = ? AND actor_row.key = ?`,
    ),
    due: database.prepare(
      `SELECT ${NAME}, wake_at AS wakeAt FROM actor INDEXED BY actor_due ` +
        "WHERE wake_at <= ? AND (wake_at, actor.type, actor.id) > (?, ?, ?) " +
        "ORDER BY wake_at, actor.type, actor.id LIMIT ?",
    ),
    list: database.prepare(list("version > 0")),
    listType: database.prepare(list("version > 0 AND actor.type = ?")),
    listRows: database.prepare(listRows("TRUE")),
    listRowsOfKind: database.prepare(listRows("kind = ?")),
  };
}

function list(condition: string): string {
  return `SELECT ${NAME}, version, length(bytes) AS size, wake_at AS wakeAt, ` +
    `committed_at AS committedAt FROM actor WHERE ${condition} ` +
    "AND (actor.type, actor.id) > (?, ?) " +
    "ORDER BY actor.type, actor.id LIMIT ?";
}

function listRows(condition: string): string {
  return `${ROW_OF_ACTOR} AND ${condition} ` +
    "AND (kind, actor_row.key) > (?, ?) ORDER BY kind, actor_row.key LIMIT ?";
}

/** Reads records and rows. */
export class Records {
  readonly #statements: ReturnType<typeof prepare>;
  readonly #known: KnownActors;

  /** Prepares the statements. */
  constructor(database: DatabaseSync, known: KnownActors) {
    this.#statements = prepare(database);
    this.#known = known;
  }

  /** Returns an actor's record. */
  load(actor: ActorId): StoredRecord | null {
    const row = this.#statements.load.get(actor.type, actor.id);
    if (row === undefined) return null;
    const { key, version, epoch, wakeAt, bytes } = row as unknown as Loaded;
    // Who loads a record is about to write it.
    this.#known.keep(actor, { key, version, epoch, wakeAt });
    return bytes === null ? null : { version, bytes };
  }

  /** Returns a row of an actor. */
  read({ type, id }: ActorId, { kind, key }: RowName): StoredRow | null {
    const row = this.#statements.read.get(type, id, kind, key);
    return row === undefined ? null : toRow(row);
  }

  /** Lists actors that are due. */
  due({ until, limit, after }: DueQuery): DueActor[] {
    const wakeAt = after?.wakeAt ?? -Infinity;
    const { type, id } = after?.actor ?? { type: FIRST, id: FIRST };
    return this.#statements.due.all(until, wakeAt, type, id, limit).map(toDue);
  }

  /** Lists records. */
  list({ type, limit, after }: ListQuery): RecordInfo[] {
    const last = after ?? { type: FIRST, id: FIRST };
    const rows = type === undefined
      ? this.#statements.list.all(last.type, last.id, limit)
      : this.#statements.listType.all(type, last.type, last.id, limit);
    return rows.map(toInfo);
  }

  /** Lists the rows of an actor. */
  listRows(actor: ActorId, { kind, limit, after }: RowQuery): StoredRow[] {
    const last = after ?? { kind: FIRST, key: FIRST };
    const place = [last.kind, last.key, limit] as const;
    const rows = kind === undefined
      ? this.#statements.listRows.all(actor.type, actor.id, ...place)
      : this.#statements.listRowsOfKind.all(
        ...[actor.type, actor.id, kind, ...place],
      );
    return rows.map(toRow);
  }
}

interface Loaded {
  readonly key: number;
  readonly version: number;
  readonly epoch: number | null;
  readonly wakeAt: number | null;
  readonly bytes: Uint8Array | null;
}

function toActor({ type, id }: Result): ActorId {
  return {
    type: decodeText(type as Uint8Array),
    id: decodeText(id as Uint8Array),
  };
}

function toRow({ kind, key, expiresAt, bytes }: Result): StoredRow {
  return {
    kind: kind as RowKind,
    key: decodeText(key as Uint8Array),
    bytes: bytes as Uint8Array,
    expiresAt: expiresAt as number | null,
  };
}

function toDue(row: Result): DueActor {
  return { actor: toActor(row), wakeAt: row["wakeAt"] as number };
}

function toInfo(row: Result): RecordInfo {
  return {
    actor: toActor(row),
    version: row["version"] as number,
    size: row["size"] as number,
    wakeAt: row["wakeAt"] as number | null,
    committedAt: row["committedAt"] as number,
  };
}
