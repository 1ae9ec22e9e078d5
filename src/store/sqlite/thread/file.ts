import { DatabaseSync } from "node:sqlite";
import type { SqliteSettings } from "../settings.ts";
import { explain, refuse, TAKEN } from "./failure.ts";
import { FileLock } from "./file_lock.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** Small pages: a commit writes each page that it changes, whole. */
const PAGE_BYTES = 2_048;

/** What the journal is cut back to where a backup has made it long. */
const JOURNAL_BYTES = 67_108_864;

/** What is kept of the file in memory, in KiB. */
const CACHE_KIB = 65_536;

/** What SQLite puts before the damage that it has found. */
const PREAMBLE = /^\*{3} in database main \*{3}\s*/;

/** A file that is open. */
export interface OpenFile {
  readonly database: DatabaseSync;
  /** Is closed after the database. */
  readonly lock: FileLock;
}

/** Opens a file that this process alone has from now on. */
export function openFile(settings: SqliteSettings): OpenFile {
  const { path } = settings;
  const lock = new FileLock(path);
  let database: DatabaseSync | null = null;
  try {
    database = connect(settings, lock);
    claim(database, settings);
    const isNew = checkHeader(database, path);
    prepare(database, settings);
    if (isNew) create(database);
    else checkPages(database, settings);
    return { database, lock };
  } catch (thrown) {
    database?.close();
    lock.close();
    throw explain(thrown, "open", path);
  }
}

function connect(
  { path, lockWaitMs }: SqliteSettings,
  lock: FileLock,
): DatabaseSync {
  try {
    if (lock.take(lockWaitMs)) return new DatabaseSync(path);
  } catch (thrown) {
    throw explainMissing(path) ?? thrown;
  }
  throw refuse(path, "locked", TAKEN);
}

/** Says why there is no such file and none can be made, where that is known. */
function explainMissing(path: string): Error | null {
  try {
    if (Deno.statSync(path).isDirectory) {
      return refuse(path, "failed", "it is a folder; name a file in it");
    }
    Deno.openSync(path, { write: true, create: true }).close();
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) {
      return refuse(path, "failed", "its folder is missing; make that first");
    }
    if (thrown instanceof Deno.errors.PermissionDenied) {
      const text = "this user may not; give the user the right to";
      return refuse(path, "permission", text);
    }
  }
  return null;
}

/** Takes the file, as the first thing of all. */
function claim(database: DatabaseSync, { lockWaitMs }: SqliteSettings): void {
  database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`);
  // An empty file has pages from here on, of whatever size was said before.
  database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  // Without others, SQLite needs no file of shared memory either.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  database.exec("BEGIN EXCLUSIVE; COMMIT");
}

/** Returns whether the file is empty; throws where it is not ours. */
function checkHeader(database: DatabaseSync, path: string): boolean {
  const application = readNumber(database, "PRAGMA application_id");
  const version = readNumber(database, "PRAGMA user_version");
  if (application === 0 && version === 0 && isEmpty(database)) return true;
  if (application !== APPLICATION_ID) {
    const text = "it is the database of another program; name another file";
    throw refuse(path, "corrupt", text);
  }
  if (version <= SCHEMA_VERSION) return false;
  throw refuse(
    path,
    "newer",
    `a later version of the library has written it (format ${version}, this ` +
      `one knows ${SCHEMA_VERSION}); run that one, or restore a backup`,
  );
}

function isEmpty(database: DatabaseSync): boolean {
  return readNumber(database, "SELECT count(*) FROM sqlite_schema") === 0;
}

function prepare(database: DatabaseSync, settings: SqliteSettings): void {
  const { durability, maxPages } = settings;
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"};
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = ${JOURNAL_BYTES};
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -${CACHE_KIB};
  `);
  if (maxPages !== undefined) {
    database.exec(`PRAGMA max_page_count = ${maxPages}`);
  }
}

function create(database: DatabaseSync): void {
  database.exec(`BEGIN; ${SCHEMA}; COMMIT`);
}

function checkPages(database: DatabaseSync, settings: SqliteSettings): void {
  const { check, path } = settings;
  if (check === "none") return;
  const pragma = check === "full" ? "integrity_check" : "quick_check";
  const [found] = Object.values(
    database.prepare(`PRAGMA ${pragma}(1)`).get() ?? {},
  );
  if (found === "ok") return;
  const what = String(found).replace(PREAMBLE, "");
  throw refuse(path, "corrupt", `it is damaged (${what}); restore a backup`);
}

function readNumber(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0]);
}
