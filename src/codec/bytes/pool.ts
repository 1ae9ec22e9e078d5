import type { ReferenceOwner } from "../reference/reference.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** The largest buffer that is kept for the next message. */
const KEPT_BYTES = 65_536;

let spareWriter: Writer | null = null;
let spareReader: Reader | null = null;

/**
 * Returns what a function does with the writer that all share, whose bytes are
 * there until the function has returned: what it calls may write, too.
 */
export function withWriter<Result>(
  owner: ReferenceOwner,
  run: (to: Writer) => Result,
): Result {
  const to = spareWriter ?? new Writer();
  spareWriter = null;
  to.owner = owner;
  try {
    return run(to);
  } finally {
    to.clear(KEPT_BYTES);
    spareWriter = to;
  }
}

/** Returns what a function does with the reader that all share. */
export function withReader<Result>(
  bytes: Uint8Array,
  length: number,
  owner: ReferenceOwner,
  run: (from: Reader) => Result,
): Result {
  const from = spareReader ?? new Reader();
  spareReader = null;
  from.owner = owner;
  try {
    from.start(bytes, length);
    return run(from);
  } finally {
    from.stop();
    spareReader = from;
  }
}
