import {
  ENCODING,
  type ReferenceOwner,
  UNOWNED,
} from "../reference/reference.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** The largest buffer that is kept for the next message. */
const KEPT_BYTES = 262_144;

let spareWriter: Writer | null = null;
let spareReader: Reader | null = null;

/**
 * Takes the writer that all share, or another while that is taken: what is
 * written may run code that writes. A `finally` must give it back.
 */
export function takeWriter(owner: ReferenceOwner): Writer {
  const to = spareWriter ?? new Writer();
  spareWriter = null;
  to.owner = owner;
  return to;
}

/** Gives a writer back, whose bytes are needed no more. */
export function giveWriterBack(to: Writer): void {
  to.clear(KEPT_BYTES);
  // It must not keep an actor, nor an engine, alive.
  to.owner = ENCODING;
  spareWriter = to;
}

/** Takes the reader that all share; a `finally` must give it back. */
export function takeReader(owner: ReferenceOwner): Reader {
  const from = spareReader ?? new Reader();
  spareReader = null;
  from.owner = owner;
  return from;
}

/** Gives a reader back. */
export function giveReaderBack(from: Reader): void {
  from.stop();
  from.owner = UNOWNED;
  spareReader = from;
}
