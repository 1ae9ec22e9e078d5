import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "../bytes/pool.ts";
import type { Write } from "../bytes/writer.ts";
import type { ReferenceOwner } from "../reference/reference.ts";
import { readUntyped, writeUntyped } from "./cbor.ts";
import type { Frame } from "./frame.ts";
import { readFrame, type ReadValue } from "./read_frame.ts";
import { writeFrame } from "./write_frame.ts";

/**
 * Takes a frame over a wire whose ends are both here: returns it as it arrives.
 * It is read where it was written, and never copied.
 *
 * @throws {CodecError} If it cannot be written, or not be read.
 */
export function cross(
  frame: Frame,
  sender: ReferenceOwner,
  receiver: ReferenceOwner,
  write: Write = writeUntyped,
  read: ReadValue = readUntyped,
): Frame {
  const to = takeWriter(sender);
  const from = takeReader(receiver);
  try {
    writeFrame(frame, to, write);
    from.start(to.buffer, to.length);
    return readFrame(from, read);
  } finally {
    giveReaderBack(from);
    giveWriterBack(to);
  }
}
