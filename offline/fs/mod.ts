/**
 * Stands in for `jsr:@std/fs` where JSR cannot be reached: the same names and
 * the same behaviour, of which only what this repository uses.
 *
 * @module
 */
export { ensureDir, ensureDirSync } from "./ensure_dir.ts";
export { exists, type ExistsOptions, existsSync } from "./exists.ts";
export { walk, type WalkEntry, type WalkOptions, walkSync } from "./walk.ts";
