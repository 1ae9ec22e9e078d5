import { CodecError } from "../../base/errors.ts";
import { isThrown } from "../../base/thrown.ts";
import { tooLarge } from "../bytes/item_writer.ts";
import { giveWriterBack, takeWriter } from "../bytes/pool.ts";
import { writeErrorFields } from "../bytes/write_any.ts";
import type { Write, Writer } from "../bytes/writer.ts";
import { copyErrorFields } from "../copy/copy.ts";
import { ENCODING, UNOWNED } from "../reference/reference.ts";
import { toCodecError } from "../refusal.ts";
import { writeUntyped } from "./cbor.ts";
import {
  CALL_PARTS,
  type CallFrame,
  CARRYING_PARTS,
  CHAINED_PARTS,
  type Frame,
  KINDS,
  ONCE_PARTS,
  type PublishFrame,
  VERSION,
} from "./frame.ts";
import { isChained, writeChain } from "./frame_chain.ts";
import { writeOnce } from "./frame_once.ts";
import { writeActor, writeName } from "./frame_name.ts";

/** The parts in front of a kind's own: version and kind. */
const OWN_PARTS = 2;

/**
 * Encodes a frame as one CBOR list: version, kind, and the kind's own parts.
 * A thrown value always crosses: members that cannot are left out, and a value
 * that is no message at all crosses as the `CodecError` that says so.
 *
 * Any value may be a payload or another value of a user's, unless it is written
 * in another way.
 *
 * @throws {CodecError} If a payload or value cannot be a message, or a name is
 * empty or too long.
 */
export function encodeFrame(
  frame: Frame,
  write: Write = writeUntyped,
): Uint8Array<ArrayBuffer> {
  const to = takeWriter(ENCODING);
  try {
    writeFrame(frame, to, write);
    return to.toBytes();
  } finally {
    giveWriterBack(to);
  }
}

/** Writes a frame, whose payload or value is written by the function. */
export function writeFrame(frame: Frame, to: Writer, write: Write): void {
  try {
    writeParts(frame, to, write);
    to.checkSize();
  } catch (thrown) {
    if (isThrown(thrown, CodecError)) throw thrown;
    // As it was copied before, only its size can be too much for the stack.
    throw tooLarge(thrown);
  }
}

function writeParts(frame: Frame, to: Writer, write: Write): void {
  switch (frame.kind) {
    case "call":
    case "publish":
      return writeCall(frame, to, write);
    case "reply":
    case "value":
      writeHead(KINDS[frame.kind], 1, to);
      return write(frame.value, to);
    case "error":
      writeHead(KINDS.error, 1, to);
      return writeError(frame.error, to);
    case "credit":
      writeHead(KINDS.credit, 1, to);
      return to.writeNumber(frame.credit);
    case "end":
      writeHead(KINDS.end, 0, to);
  }
}

function writeHead(kind: number, parts: number, to: Writer): void {
  to.writeArray(OWN_PARTS + parts);
  to.writeNumber(VERSION);
  to.writeNumber(kind);
}

function writeCall(
  frame: CallFrame | PublishFrame,
  to: Writer,
  write: Write,
): void {
  const { actor, method, payload, caller, carried } = frame;
  const parts = countParts(frame);
  if (frame.kind === "publish") {
    writeHead(KINDS.publish, parts + 1, to);
    writeName(frame.stream, "stream id", to);
  } else {
    writeHead(KINDS.call, parts, to);
  }
  writeActor(actor, to);
  writeName(method, "method", to);
  write(payload, to);
  // The places of what it does not have are kept in front of what it has.
  if (caller !== undefined) writeActor(caller, to);
  else if (parts >= CARRYING_PARTS) to.writeNull();
  if (carried !== undefined) writeUntyped(carried, to);
  else if (parts > CARRYING_PARTS) to.writeNull();
  if (frame.kind !== "call" || parts < CHAINED_PARTS) return;
  writeChain(frame, to);
  if (frame.once !== undefined) writeOnce(frame.once, to);
}

/** Counts the parts that a frame needs for what it has. */
function countParts(frame: CallFrame | PublishFrame): number {
  if (frame.kind === "call") {
    if (frame.once !== undefined) return ONCE_PARTS;
    if (isChained(frame)) return CHAINED_PARTS;
  }
  if (frame.carried !== undefined) return CARRYING_PARTS;
  return frame.caller !== undefined ? CALL_PARTS + 1 : CALL_PARTS;
}

function writeError(error: unknown, to: Writer): void {
  const { length, objects } = to;
  try {
    // The error itself is made where it arrives.
    if (error instanceof Error) {
      writeErrorFields(copyErrorFields(error, UNOWNED, 1), to);
    } else {
      writeUntyped(error, to);
    }
    to.checkSize();
  } catch (refusal) {
    to.rewind(length, objects);
    // Its cause may be as large as the error that was too large.
    const { message, path, expected, actual } = toCodecError(refusal);
    const plain = new CodecError(message, {
      path,
      expected,
      actual,
      outcome: "failed",
    });
    writeUntyped(plain, to);
  }
}
