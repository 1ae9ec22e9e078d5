/**
 * Stands in for `jsr:@std/cli` where JSR cannot be reached: the same names and
 * the same behaviour, of which only what this repository uses.
 *
 * @module
 */
export { parseArgs } from "./parse_args.ts";
