/**
 * Keeps durable actors in a file of SQLite.
 *
 * ```ts ignore
 * import { Engine } from "@backstage/actors";
 * import { sqlite } from "@backstage/actors/sqlite";
 *
 * await using engine = new Engine({ store: sqlite("bank.db") });
 * ```
 *
 * @module
 */
import { quote } from "../../base/escape_controls.ts";
import { MAX_DELAY_MS } from "../../base/limits.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import {
  oneOf,
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import { showOption } from "../../base/show_option.ts";
import type { SqliteSettings } from "./settings.ts";
import { SqliteFile, type SqliteStore } from "./sqlite_store.ts";
import { startThread } from "./thread.ts";

export type { SqliteStore };

/** What {@linkcode sqlite} may be told; every option has a default. */
export interface SqliteOptions {
  /**
   * What a commit waits for, and so what may be lost; `"full"` unless given.
   *
   * - `"full"`: until the disk has it. Nothing that was answered is lost when
   *   the process is killed, the system crashes or the power fails, unless the
   *   disk itself says that it has what it has not.
   * - `"normal"`: until the system has it. Nothing is lost when the process is
   *   killed; where the system crashes or the power fails, the last commits may
   *   be, in the order they were made. The file is whole either way.
   */
  readonly durability?: "full" | "normal";
  /**
   * How much of the file is checked when it is opened, `"quick"` unless given:
   * `"quick"` reads all of it once, in a second or two for each gigabyte;
   * `"full"` compares its indexes as well; `"none"` reads its head alone.
   */
  readonly check?: "full" | "quick" | "none";
  /**
   * How long opening waits for another process to let the file go, in
   * milliseconds; 0 unless given.
   */
  readonly lockWaitMs?: number;
}

type Settings = Required<SqliteOptions>;

const NAMES: OptionNames<SqliteOptions> = {
  check: true,
  durability: true,
  lockWaitMs: true,
};

const RULES: OptionRules<Settings> = {
  durability: oneOf("full", "normal"),
  check: oneOf("full", "quick", "none"),
  lockWaitMs: wholeNumberFrom(0, MAX_DELAY_MS),
};

const DEFAULTS: Settings = {
  durability: "full",
  check: "quick",
  lockWaitMs: 0,
};

/**
 * Creates a store in a file of SQLite, which is made where there is none. The
 * file is opened once an engine has the store, or it is asked for anything.
 *
 * It needs `--allow-read` and `--allow-write` of that file and nothing else,
 * and has it alone: another process, or another engine, is refused with a
 * `StoreError` (`locked`). The file must be on a disk of this machine, and is
 * to be copied by {@linkcode SqliteStore.backup} alone while it is open.
 *
 * SQLite runs in a thread of its own: no commit holds the event loop up. Where
 * the file cannot be opened, the thread ends, or the disk fails, the engine
 * stops, and all that is asked of the store fails with a `StoreError` that says
 * why.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If the path names no file, or an option has no such name.
 *
 * @example Write a record, and read it after the file was opened again
 * ```ts
 * import { sqlite } from "@backstage/actors/sqlite";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const actor = { type: "Account", id: "ann" };
 * const record = { bytes: Uint8Array.of(7), wakeAt: null };
 * {
 *   await using store = sqlite(`${folder}/bank.db`);
 *   await store.commit([{ actor, expected: 0, record }]);
 *   await store.backup(`${folder}/backup.db`);
 * }
 * for (const name of ["bank.db", "backup.db"]) {
 *   await using store = sqlite(`${folder}/${name}`);
 *   assertEquals(await store.load(actor), {
 *     version: 1,
 *     bytes: Uint8Array.of(7),
 *   });
 * }
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function sqlite(path: string, options: SqliteOptions = {}): SqliteStore {
  assertPath(path);
  assertKnownOptions("sqlite()", NAMES, options);
  const settings: SqliteSettings = {
    ...readOptions(RULES, options, DEFAULTS),
    path,
  };
  return new SqliteFile(settings, startThread);
}

function assertPath(path: unknown): asserts path is string {
  if (typeof path !== "string" || path === "") {
    throw new TypeError(
      `Cannot use path ${showOption(path)}: it must be the path of a file`,
    );
  }
  if (path === ":memory:") {
    throw new TypeError(
      'Cannot use path ":memory:": what is there does not outlive the ' +
        "process; tests have memoryStore() of ./testing",
    );
  }
  if (path.startsWith("file:")) {
    throw new TypeError(
      `Cannot use path ${quote(path)}: it is a URL, give the path of a file`,
    );
  }
}
