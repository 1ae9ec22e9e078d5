import { quote } from "../../src/base/escape_controls.ts";
import { sqlite } from "../../src/store/sqlite/mod.ts";
import { CommandError } from "./command_error.ts";
import { isFile } from "./disk.ts";
import type { StoreFile } from "./task.ts";

/** How a store's file is opened. */
export interface OpenOptions {
  /** Whether it may not be there yet. */
  readonly mayCreate?: boolean;
  /** Whether all of it is checked, its indexes, too. */
  readonly isChecked?: boolean;
}

/**
 * Opens a store's file, which no engine may have.
 *
 * @throws {CommandError} If it is not there.
 * @throws {StoreError} If it cannot be opened.
 */
export async function openFile(
  path: string,
  { mayCreate = false, isChecked = false }: OpenOptions,
): Promise<StoreFile> {
  if (!mayCreate && !await isFile(path)) {
    throw new CommandError(`Cannot open ${quote(path)}: there is no such file`);
  }
  return sqlite(path, { check: isChecked ? "full" : "quick" });
}
