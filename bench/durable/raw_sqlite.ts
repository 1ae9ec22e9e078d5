import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ACTORS, type Keeper, pickActors, STATE_BYTES } from "./keeper.ts";

/** The table and the settings of the library's own file. */
export const SET_UP = `
  PRAGMA page_size = 2048;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 16000;
  PRAGMA cache_size = -65536;
  CREATE TABLE actor (
    key INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    epoch REAL,
    wake_at REAL,
    committed_at REAL NOT NULL,
    bytes BLOB
  ) STRICT;
  CREATE UNIQUE INDEX actor_name ON actor (type, id);
  CREATE INDEX actor_due ON actor (wake_at, type, id)
    WHERE wake_at IS NOT NULL;
`;

/** The floor: `node:sqlite` on the event loop, told what to write by keys. */
class RawSqlite implements Keeper {
  readonly name = "node:sqlite, raw";
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #update: StatementSync;
  readonly #commit: StatementSync;
  readonly #bytes = crypto.getRandomValues(new Uint8Array(STATE_BYTES));
  readonly #versions = new Uint32Array(ACTORS).fill(1);

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(SET_UP);
    this.#fill();
    this.#begin = this.#database.prepare("BEGIN IMMEDIATE");
    this.#commit = this.#database.prepare("COMMIT");
    this.#update = this.#database.prepare(
      "UPDATE actor SET version = ?, committed_at = ?, bytes = ? WHERE key = ?",
    );
  }

  commit(size: number, batches: number): Promise<number[]> {
    const times = Array.from({ length: batches }, () => {
      const actors = pickActors(size);
      const start = performance.now();
      this.#write(actors);
      return performance.now() - start;
    });
    return Promise.resolve(times);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }

  #fill(): void {
    const insert = this.#database.prepare(
      "INSERT INTO actor VALUES (?, 'Account', ?, 1, NULL, NULL, ?, ?)",
    );
    this.#database.exec("BEGIN");
    for (let key = 0; key < ACTORS; key++) {
      insert.run(key, `account ${key}`, Date.now(), this.#bytes);
    }
    this.#database.exec("COMMIT");
  }

  #write(actors: readonly number[]): void {
    const now = Date.now();
    this.#begin.run();
    for (const key of actors) {
      const version = ++this.#versions[key]!;
      this.#bytes[0] = version;
      this.#update.run(version, now, this.#bytes, key);
    }
    this.#commit.run();
  }
}

/** Opens the floor. */
export function openRawSqlite(folder: string): Promise<Keeper> {
  return Promise.resolve(new RawSqlite(`${folder}/raw.db`));
}
