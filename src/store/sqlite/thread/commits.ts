import type { DatabaseSync } from "node:sqlite";
import type { ActorId } from "../../../envelope/actor_id.ts";
import type { ActorWrite, RecordWrite, RowWrite } from "../../store.ts";
import type { UnpackedCommit } from "../wire/commit.ts";
import type { KnownActor, KnownActors } from "./known_actors.ts";
import { Transaction } from "./transaction.ts";

/** The statements of a commit. */
function prepare(database: DatabaseSync) {
  return {
    find: database.prepare(
      "SELECT key, version, epoch, wake_at AS wakeAt FROM actor " +
        "WHERE type = ? AND id = ?",
    ),
    insert: database.prepare(
      "INSERT INTO actor (type, id, version, epoch, wake_at, committed_at, " +
        "bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    /** The quick one: no index has anything of what it changes. */
    update: database.prepare(
      "UPDATE actor SET version = ?, committed_at = ?, bytes = ? WHERE key = ?",
    ),
    wake: database.prepare("UPDATE actor SET wake_at = ? WHERE key = ?"),
    fence: database.prepare("UPDATE actor SET epoch = ? WHERE key = ?"),
    remove: database.prepare(
      "DELETE FROM actor WHERE key = ?1 AND version = 0 AND epoch IS NULL " +
        "AND NOT EXISTS (SELECT 1 FROM actor_row WHERE actor = ?1)",
    ),
    putRow: database.prepare(
      "INSERT INTO actor_row (actor, kind, key, expires_at, bytes) " +
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET " +
        "expires_at = excluded.expires_at, bytes = excluded.bytes",
    ),
    removeRow: database.prepare(
      "DELETE FROM actor_row WHERE actor = ? AND kind = ? AND key = ?",
    ),
    expire: database.prepare(
      "DELETE FROM actor_row WHERE (actor, kind, key) IN (" +
        "SELECT actor, kind, key FROM actor_row WHERE expires_at <= ? " +
        "ORDER BY expires_at LIMIT ?) RETURNING actor",
    ),
  };
}

/** What a new actor's row has. */
interface NewActor {
  readonly version: number;
  readonly epoch: number | null;
  readonly record: RecordWrite | null;
}

/** Writes commits: each is a transaction. */
export class Commits {
  readonly #transaction: Transaction;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #known: KnownActors;
  #committedAt = 0;

  /** Prepares the statements. */
  constructor(database: DatabaseSync, known: KnownActors) {
    this.#transaction = new Transaction(database);
    this.#statements = prepare(database);
    this.#known = known;
  }

  /** Writes a commit; returns the places of those that it refused. */
  write({ committedAt, writes }: UnpackedCommit): number[] {
    this.#committedAt = committedAt;
    return this.#run(() =>
      Array.from(writes.keys()).filter((place) => !this.#write(writes[place]!))
    );
  }

  /** Forgets rows that have expired by then; returns how many. */
  expire(now: number, limit: number): number {
    return this.#run(() => {
      const rows = this.#statements.expire.all(now, limit);
      let isForgotten = false;
      for (const key of new Set(rows.map(({ actor }) => Number(actor)))) {
        if (this.#statements.remove.run(key).changes > 0) isForgotten = true;
      }
      // They are known by names, which are not read here: it is rare.
      if (isForgotten) this.#known.clear();
      return rows.length;
    });
  }

  #run<Result>(work: () => Result): Result {
    try {
      return this.#transaction.run(work);
    } catch (thrown) {
      this.#known.clear();
      throw thrown;
    }
  }

  #write(write: ActorWrite): boolean {
    const { actor, expected, epoch, record, rows } = write;
    const known = this.#find(actor);
    if ((known?.version ?? 0) !== expected) return false;
    if (epoch !== undefined && epoch < (known?.epoch ?? epoch)) return false;
    const written = known === null
      ? this.#insert(write)
      : this.#update(known, write);
    if (written === null) return true;
    for (const row of rows ?? []) this.#writeRow(written.key, row);
    if (written.version === 0 && (record === null || rows !== undefined)) {
      this.#removeUnneeded(actor, written);
    }
    return true;
  }

  #find(actor: ActorId): KnownActor | null {
    const known = this.#known.find(actor);
    if (known !== undefined) return known;
    const row = this.#statements.find.get(actor.type, actor.id);
    if (row === undefined) return null;
    const found = { ...row } as unknown as KnownActor;
    this.#known.keep(actor, found);
    return found;
  }

  /** Makes an actor's row, if it needs one; returns what is known of it. */
  #insert({ actor, epoch, record, rows }: ActorWrite): KnownActor | null {
    const hasRows = rows?.some(({ bytes }) => bytes !== null) ?? false;
    const hasRecord = record !== undefined && record !== null;
    if (!hasRecord && !hasRows && epoch === undefined) return null;
    return this.#add(actor, {
      version: hasRecord ? 1 : 0,
      epoch: epoch ?? null,
      record: record ?? null,
    });
  }

  #add(actor: ActorId, { version, epoch, record }: NewActor): KnownActor {
    const wakeAt = record?.wakeAt ?? null;
    const { lastInsertRowid } = this.#statements.insert.run(
      ...[actor.type, actor.id, version, epoch, wakeAt],
      ...[this.#committedAt, record?.bytes ?? null],
    );
    const known = { key: Number(lastInsertRowid), version, epoch, wakeAt };
    this.#known.keep(actor, known);
    return known;
  }

  #update(known: KnownActor, { epoch, record }: ActorWrite): KnownActor {
    if (epoch !== undefined && epoch !== known.epoch) {
      this.#statements.fence.run(epoch, known.key);
      known.epoch = epoch;
    }
    if (record === undefined) return known;
    const version = record === null ? 0 : known.version + 1;
    const bytes = record?.bytes ?? null;
    const wakeAt = record?.wakeAt ?? null;
    this.#statements.update.run(version, this.#committedAt, bytes, known.key);
    if (wakeAt !== known.wakeAt) this.#statements.wake.run(wakeAt, known.key);
    known.version = version;
    known.wakeAt = wakeAt;
    return known;
  }

  #writeRow(key: number, row: RowWrite): void {
    const { putRow, removeRow } = this.#statements;
    if (row.bytes === null) removeRow.run(key, row.kind, row.key);
    else putRow.run(key, row.kind, row.key, row.expiresAt, row.bytes);
  }

  /** Removes the row of an actor of which nothing is left. */
  #removeUnneeded(actor: ActorId, { key }: KnownActor): void {
    if (this.#statements.remove.run(key).changes === 0) return;
    this.#known.forget(actor);
  }
}
