/**
 * Stands in for `jsr:@std/fs` where JSR cannot be reached: the same names and
 * the same behaviour, of which only what this repository uses.
 *
 * @module
 */
export { walk, type WalkEntry, type WalkOptions, walkSync } from "./walk.ts";
