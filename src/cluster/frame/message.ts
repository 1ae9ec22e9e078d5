import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "../../codec/bytes/pool.ts";
import type { Write } from "../../codec/bytes/writer.ts";
import { readUntyped, writeUntyped } from "../../codec/wire/cbor.ts";
import type { Frame } from "../../codec/wire/frame.ts";
import { readFrame, type ReadValue } from "../../codec/wire/read_frame.ts";
import { writeFrame } from "../../codec/wire/write_frame.ts";
import type { ReferenceOwner } from "../../codec/reference/reference.ts";

/** The kinds of message between nodes, for good. */
export const MESSAGES = {
  /** A call: what it runs is in its frame. */
  call: 1,
  /** The result of a call, or its error. */
  reply: 2,
  /** A call did not begin, for its actor is not here: it may be sent on. */
  moved: 3,
  /** The caller of a call waits no longer. */
  abort: 4,
  /** A value of a streaming reply. */
  value: 5,
  /** A streaming reply has begun. */
  open: 6,
  /** More values of a streaming reply may come. */
  credit: 7,
  /** The consumer of a streaming reply has seen enough. */
  close: 8,
  /** A generator that was closed has ended. */
  closed: 9,
  /** Asks a node what it counts. */
  count: 10,
  /** What it counts. */
  counts: 11,
  /** Asks what a call waits for. */
  probe: 12,
  /** All calls of a turn are back: those that follow are of another one. */
  turned: 16,
  /** Nothing runs on the node any more: what it has not answered never does. */
  parted: 17,
  /** A payload that the calls behind it share. */
  body: 18,
  /** A watched activation has ended. */
  ended: 14,
  /** An activation is watched from now on. */
  watching: 15,
  /** A stream's payload for the readers of a node. */
  payload: 13,
} as const;

/** How many bytes are before what is a kind's own: the kind and an id. */
export const HEAD_BYTES = 5;

/** Returns the kind of a message; 0 where it is too short to have any. */
export function kindOf(message: Uint8Array): number {
  return message.length < HEAD_BYTES ? 0 : message[0]!;
}

/** Returns the id of the call that a message is about. */
export function idOf(message: Uint8Array): number {
  return (message[1]! * 0x1000000) +
    (message[2]! << 16 | message[3]! << 8 | message[4]!);
}

/** Writes the kind and the id of a message into its first bytes. */
export function writeHead(to: Uint8Array, kind: number, id: number): void {
  to[0] = kind;
  to[1] = id >>> 24;
  to[2] = id >>> 16;
  to[3] = id >>> 8;
  to[4] = id;
}

/** Makes a message that has nothing but its kind and an id. */
export function makeBare(kind: number, id: number): Uint8Array {
  const message = new Uint8Array(HEAD_BYTES);
  writeHead(message, kind, id);
  return message;
}

/**
 * Makes a message of a frame, which so many bytes precede.
 *
 * @throws {CodecError} If the frame cannot be written.
 */
export function makeFramed(
  headBytes: number,
  frame: Frame,
  owner: ReferenceOwner,
  write: Write = writeUntyped,
): Uint8Array {
  const to = takeWriter(owner);
  try {
    writeFrame(frame, to, write);
    const message = new Uint8Array(headBytes + to.length);
    message.set(to.buffer.subarray(0, to.length), headBytes);
    return message;
  } finally {
    giveWriterBack(to);
  }
}

/**
 * Reads the frame of a message, which so many bytes precede.
 *
 * @throws {CodecError} If there is none.
 */
export function readFramed(
  headBytes: number,
  message: Uint8Array,
  owner: ReferenceOwner,
  read: ReadValue = readUntyped,
): Frame {
  const from = takeReader(owner);
  try {
    const bytes = message.subarray(headBytes);
    from.start(bytes, bytes.length);
    return readFrame(from, read);
  } finally {
    giveReaderBack(from);
  }
}
