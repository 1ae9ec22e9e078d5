/**
 * Looks into the store of an engine that is down, and mends it.
 *
 * ```sh
 * deno run --allow-read --allow-write \
 *   jsr:@backstage/actors/store <file> list
 * ```
 *
 * It lists, shows, edits, exports, imports, erases and checks durable actors,
 * sends again what is parked, and copies the file. `--help` lists the options
 * and the permissions.
 *
 * @module
 */
import { openFile } from "./store/open_file.ts";
import { runCommand } from "./store/run.ts";
import { realShell } from "./store/shell.ts";

/** Runs the command; returns its exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runCommand(args, { shell: realShell, open: openFile });
}

if (import.meta.main) Deno.exit(await main(Deno.args));
