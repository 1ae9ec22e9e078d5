import { STREAMING_CREDIT } from "../../base/limits.ts";
import { ARRAY } from "../bytes/item_reader.ts";
import { giveReaderBack, takeReader } from "../bytes/pool.ts";
import type { Reader } from "../bytes/reader.ts";
import type { ReferenceName, ReferenceOwner } from "../reference/reference.ts";
import { asMalformed, readUntyped } from "./cbor.ts";
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
import { readChain } from "./frame_chain.ts";
import { readOnce } from "./frame_once.ts";
import { readActor, readName } from "./frame_name.ts";
import { malformed } from "./malformed.ts";

/**
 * Reads a payload or another value of a user's: a call's or a publication's for
 * the method of the name and the actor, any other for none.
 */
export type ReadValue = (
  from: Reader,
  method: string | null,
  actor: ReferenceName | null,
) => unknown;

/**
 * Decodes a frame of any origin; references in it are bound to the owner. A
 * payload or value may be anything, unless it is read in another way.
 *
 * @throws {CodecError} If the bytes are not a frame of this version.
 */
export function decodeFrame(
  bytes: Uint8Array,
  owner: ReferenceOwner,
  read: ReadValue = readUntyped,
): Frame {
  const from = takeReader(owner);
  try {
    from.start(bytes, bytes.length);
    return readFrame(from, read);
  } finally {
    giveReaderBack(from);
  }
}

/** Reads a frame, whose payload or value is read by the function. */
export function readFrame(from: Reader, read: ReadValue): Frame {
  try {
    const frame = readParts(from, read);
    from.checkEnd();
    return frame;
  } catch (thrown) {
    throw asMalformed(thrown);
  }
}

function readParts(from: Reader, read: ReadValue): Frame {
  if (from.peekKind() !== ARRAY) throw malformed("a frame is a list");
  const length = from.readArray();
  if (length < 1 || readSmall(from) !== VERSION) {
    throw malformed("the frame's version is unknown");
  }
  const kind = length < 2 ? null : readSmall(from);
  const parts = length - 2;
  switch (kind) {
    case KINDS.call:
      return readCall(from, parts, read);
    case KINDS.publish:
      return readPublish(from, parts, read);
    case KINDS.reply:
      checkArity(parts, 1, 1);
      return { kind: "reply", value: read(from, null, null) };
    case KINDS.error:
      checkArity(parts, 1, 1);
      return { kind: "error", error: readUntyped(from) };
    case KINDS.value:
      checkArity(parts, 1, 1);
      return { kind: "value", value: read(from, null, null) };
    case KINDS.credit:
      checkArity(parts, 1, 1);
      return { kind: "credit", credit: readCredit(from) };
    case KINDS.end:
      checkArity(parts, 0, 0);
      return { kind: "end" };
    default:
      throw malformed("the frame's kind is unknown");
  }
}

/** Reads a number of those that frames begin with. */
function readSmall(from: Reader): number | null {
  return from.peekKind() === 0 ? from.readInteger() : null;
}

/** A frame that is being built. */
type Building<Built> = { -readonly [Key in keyof Built]: Built[Key] };

function readCall(from: Reader, parts: number, read: ReadValue): CallFrame {
  const isChained = parts >= CHAINED_PARTS;
  checkArity(parts, CALL_PARTS, isChained ? ONCE_PARTS : CARRYING_PARTS);
  const actor = readActor(from);
  const method = readName(from, "method");
  const payload = read(from, method, actor);
  const frame: Building<CallFrame> = { kind: "call", actor, method, payload };
  if (parts > CALL_PARTS) readSender(from, parts, frame);
  if (isChained) readChain(from, frame);
  if (parts === ONCE_PARTS) frame.once = readOnce(from);
  return frame;
}

function readPublish(
  from: Reader,
  parts: number,
  read: ReadValue,
): PublishFrame {
  checkArity(parts, CALL_PARTS + 1, CARRYING_PARTS + 1);
  const frame: Building<PublishFrame> = {
    kind: "publish",
    stream: readName(from, "stream id"),
    actor: readActor(from),
    method: readName(from, "method"),
    payload: undefined,
  };
  frame.payload = read(from, frame.method, frame.actor);
  if (parts - 1 > CALL_PARTS) readSender(from, parts - 1, frame);
  return frame;
}

/** Reads the caller, and what is carried, into their places. */
function readSender(
  from: Reader,
  parts: number,
  frame: Building<CallFrame | PublishFrame>,
): void {
  // Where more comes behind it, a place is kept for the caller.
  const mayLack = parts >= CARRYING_PARTS;
  if (!mayLack || !from.takeNull()) frame.caller = readActor(from);
  // Likewise for what is carried.
  if (!mayLack || parts >= CHAINED_PARTS && from.takeNull()) return;
  frame.carried = readUntyped(from);
}

function readCredit(from: Reader): number {
  const credit = readUntyped(from);
  const isCredit = typeof credit === "number" && Number.isInteger(credit) &&
    credit > 0 && credit <= STREAMING_CREDIT;
  if (isCredit) return credit;
  throw malformed("the frame's credit is out of its limits");
}

function checkArity(parts: number, least: number, most: number): void {
  if (parts < least || parts > most) {
    throw malformed("the frame has too few or too many parts");
  }
}
