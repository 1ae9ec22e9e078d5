import { systemRuntime } from "../../src/base/runtime.ts";
import type { SqliteSettings } from "../../src/store/sqlite/settings.ts";
import { SqliteFile } from "../../src/store/sqlite/sqlite_store.ts";
import { startThread, type Thread } from "../../src/store/sqlite/thread.ts";
import type { ActorWrite, RowWrite, StoreHost } from "../../src/store/store.ts";
import type { StoreError } from "../../src/store/store_error.ts";
import { assertInstanceOf } from "@std/assert";

const ignore = (): void => {};

/** A folder for one test, with a file of SQLite in it. */
export class Place implements AsyncDisposable {
  readonly folder: string;
  readonly path: string;

  constructor(folder: string) {
    this.folder = folder;
    this.path = `${folder}/bank.db`;
  }

  /** Makes the folder. */
  static async make(): Promise<Place> {
    return new Place(await Deno.makeTempDir({ prefix: "backstage_sqlite_" }));
  }

  /** Opens the file with settings that users cannot make. */
  open(settings: Partial<SqliteSettings> = {}): KillableStore {
    return new KillableStore({
      path: this.path,
      durability: "full",
      check: "quick",
      lockWaitMs: 0,
      ...settings,
    });
  }

  /** Lists what is in the folder. */
  async list(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(this.folder));
    return entries.map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A store whose thread may be ended. */
export class KillableStore extends SqliteFile {
  #thread: Thread | null = null;
  #isSilent = false;

  constructor(settings: SqliteSettings) {
    super(settings, (given, owner) => {
      const thread = startThread(given, {
        take: (answers) => this.#isSilent || owner.take(answers),
        end: (error) => this.#isSilent || owner.end(error),
      });
      this.#thread = thread;
      return thread;
    });
  }

  /** Ends the thread as a fault would. */
  async endThread(): Promise<void> {
    await this.#thread?.end();
  }

  /** Ends the thread as the end of the process would: nothing hears of it. */
  async kill(): Promise<void> {
    this.#isSilent = true;
    await this.#thread?.end();
  }
}

/** A host that keeps what it is told. */
export class Host implements StoreHost {
  readonly runtime = systemRuntime;
  readonly logger = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
  };
  readonly lost: Error[] = [];

  lose(error: Error): void {
    this.lost.push(error);
  }
}

export const ann = { type: "Account", id: "ann" };

/** Returns a write of a record of some bytes. */
export function writeOf(
  expected: number,
  bytes?: Uint8Array,
  rows?: readonly RowWrite[],
): ActorWrite {
  const record = { bytes: bytes ?? Uint8Array.of(expected), wakeAt: null };
  return { actor: ann, expected, record, rows };
}

/** Returns the error that a promise is rejected with. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<StoreError> {
  const error = await promise.then(() => null, (error) => error);
  assertInstanceOf(error, Error);
  return error as StoreError;
}
