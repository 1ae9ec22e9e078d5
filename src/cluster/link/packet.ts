// A packet, byte by byte; numbers are big-endian:
//
//   0xBA, 1       what it is, and the version of this layout
//   kind          1: messages; 2: none, but what the link itself tells
//   n, from       the node that sent it: its id's length, its id
//   n, to         the node that it is for, likewise
//   messages:     6 bytes its number, from 1; 6 bytes the last packet that was
//                 received with all before it; then entries to its end
//   or told:      6 bytes that last packet; 6 bytes the first one that is held
//                 beyond a gap; 6 bytes a ping's number; 6 bytes that of the
//                 ping that it answers; 0 where there is none
//
// An entry is 2 bytes of length (15 bits) and the bytes of a message. With the
// first bit set, it is a piece of a large one: between length and bytes there
// are 4 bytes of the large message's number and 4 of its whole length.

const MAGIC = 0xba;
const VERSION = 1;
const FIRST = 3;
const NUMBER_BYTES = 6;
const HALF = 0x1000000;

/** Longest id of a node. */
const MAX_NODE_ID = 128;

/** The kinds of packets. */
export const MESSAGES = 1;
export const TOLD = 2;

/** Bytes of an entry beside its message's. */
export const ENTRY_BYTES = 2;

/** Bytes of an entry beside its piece's. */
export const PIECE_HEAD_BYTES = 10;

const PIECE_FLAG = 0x8000;

/** Longest message or piece in an entry. */
export const MAX_ENTRY = 0x7fff;

/** Returns how each packet of messages from a node to another one begins. */
export function makeHead(from: string, to: string): Uint8Array {
  const length = FIRST + 2 + from.length + to.length + 2 * NUMBER_BYTES;
  const head = new Uint8Array(length);
  head[0] = MAGIC;
  head[1] = VERSION;
  head[2] = MESSAGES;
  const at = writeId(head, FIRST, from);
  writeId(head, at, to);
  return head;
}

/** Writes the number of a packet of messages, and what it acknowledges. */
export function writeNumbers(
  packet: Uint8Array,
  headBytes: number,
  number: number,
  received: number,
): void {
  writeNumber(packet, headBytes - 2 * NUMBER_BYTES, number);
  writeNumber(packet, headBytes - NUMBER_BYTES, received);
}

/** Makes a packet without messages. */
export function makeTold(
  head: Uint8Array,
  received: number,
  held: number,
  ping: number,
  answered: number,
): Uint8Array {
  const packet = new Uint8Array(head.length + 2 * NUMBER_BYTES);
  packet.set(head);
  packet[2] = TOLD;
  const at = head.length - 2 * NUMBER_BYTES;
  writeNumber(packet, at, received);
  writeNumber(packet, at + NUMBER_BYTES, held);
  writeNumber(packet, at + 2 * NUMBER_BYTES, ping);
  writeNumber(packet, at + 3 * NUMBER_BYTES, answered);
  return packet;
}

/** Writes what leads a message; returns where its bytes begin. */
export function writeEntry(
  packet: Uint8Array,
  at: number,
  length: number,
): number {
  packet[at] = length >> 8;
  packet[at + 1] = length & 0xff;
  return at + ENTRY_BYTES;
}

/** Writes what leads a piece; returns where its bytes begin. */
export function writePiece(
  packet: Uint8Array,
  at: number,
  length: number,
  large: number,
  whole: number,
): number {
  writeEntry(packet, at, length | PIECE_FLAG);
  writeWord(packet, at + ENTRY_BYTES, large);
  writeWord(packet, at + ENTRY_BYTES + 4, whole);
  return at + PIECE_HEAD_BYTES;
}

/** Reads packets, one at a time; what it has read is there until the next. */
export class PacketReader {
  readonly #self: Uint8Array;
  /** The node that sent it. */
  from = "";
  kind = 0;
  number = 0;
  received = 0;
  held = 0;
  ping = 0;
  answered = 0;
  /** Where its entries begin. */
  entriesAt = 0;

  /** Creates it for the packets to a node. */
  constructor(self: string) {
    this.#self = new Uint8Array(self.length + 1);
    writeId(this.#self, 0, self);
  }

  /** Reads all but the entries; returns what is wrong, or `null`. */
  read(packet: Uint8Array): "malformed" | "misaddressed" | null {
    if (packet[0] !== MAGIC || packet[1] !== VERSION) return "malformed";
    const toAt = FIRST + 1 + (packet[FIRST] ?? 0);
    const at = toAt + 1 + (packet[toAt] ?? 0);
    if (packet.length < at + 2 * NUMBER_BYTES) return "malformed";
    const from = readId(packet, FIRST);
    if (from === null || readId(packet, toAt) === null) return "malformed";
    if (!isSameId(packet, toAt, this.#self)) return "misaddressed";
    this.from = from;
    this.kind = packet[2]!;
    const isRead = this.kind === MESSAGES
      ? this.#readMessages(packet, at)
      : this.kind === TOLD && this.#readTold(packet, at);
    return isRead ? null : "malformed";
  }

  #readMessages(packet: Uint8Array, at: number): boolean {
    this.number = readNumber(packet, at);
    this.received = readNumber(packet, at + NUMBER_BYTES);
    this.held = this.ping = this.answered = 0;
    this.entriesAt = at + 2 * NUMBER_BYTES;
    return this.number > 0 && areEntries(packet, this.entriesAt);
  }

  #readTold(packet: Uint8Array, at: number): boolean {
    if (packet.length !== at + 4 * NUMBER_BYTES) return false;
    this.received = readNumber(packet, at);
    this.held = readNumber(packet, at + NUMBER_BYTES);
    this.ping = readNumber(packet, at + 2 * NUMBER_BYTES);
    this.answered = readNumber(packet, at + 3 * NUMBER_BYTES);
    return true;
  }
}

/** Reads how long an entry's message or piece is. */
export function readLength(packet: Uint8Array, at: number): number {
  return (packet[at]! << 8 | packet[at + 1]!) & MAX_ENTRY;
}

/** Tells whether an entry is a piece. */
export function isPiece(packet: Uint8Array, at: number): boolean {
  return packet[at]! >= 0x80;
}

/** Reads which large message a piece is of. */
export function readLarge(packet: Uint8Array, at: number): number {
  return readWord(packet, at + ENTRY_BYTES);
}

/** Reads how long the large message is that a piece is of. */
export function readWhole(packet: Uint8Array, at: number): number {
  return readWord(packet, at + ENTRY_BYTES + 4);
}

/** Tells whether entries fill a packet to its end, at least one. */
function areEntries(packet: Uint8Array, start: number): boolean {
  const end = packet.length;
  let at = start;
  while (at + ENTRY_BYTES <= end) {
    const head = isPiece(packet, at) ? PIECE_HEAD_BYTES : ENTRY_BYTES;
    at += head + readLength(packet, at);
    if (at === end) return true;
  }
  return false;
}

function writeId(bytes: Uint8Array, at: number, id: string): number {
  bytes[at] = id.length;
  for (let index = 0; index < id.length; index++) {
    bytes[at + 1 + index] = id.charCodeAt(index);
  }
  return at + 1 + id.length;
}

/** Reads an id; `null` if it is none. */
function readId(bytes: Uint8Array, at: number): string | null {
  const length = bytes[at]!;
  if (length === 0 || length > MAX_NODE_ID) return null;
  let id = "";
  for (let index = at + 1; index <= at + length; index++) {
    const code = bytes[index]!;
    if (!isOfId(code)) return null;
    id += String.fromCharCode(code);
  }
  return id;
}

/** Tells whether an id may have a character: A-Z, a-z, 0-9, `_` or `-`. */
function isOfId(code: number): boolean {
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a || code >= 0x30 && code <= 0x39 ||
    code === 0x5f || code === 0x2d;
}

function isSameId(packet: Uint8Array, at: number, id: Uint8Array): boolean {
  for (let index = 0; index < id.length; index++) {
    if (packet[at + index] !== id[index]) return false;
  }
  return true;
}

function writeNumber(bytes: Uint8Array, at: number, number: number): void {
  const high = Math.floor(number / HALF);
  const low = number % HALF;
  bytes[at] = high >> 16;
  bytes[at + 1] = high >> 8;
  bytes[at + 2] = high;
  bytes[at + 3] = low >> 16;
  bytes[at + 4] = low >> 8;
  bytes[at + 5] = low;
}

function readNumber(bytes: Uint8Array, at: number): number {
  const high = bytes[at]! << 16 | bytes[at + 1]! << 8 | bytes[at + 2]!;
  const low = bytes[at + 3]! << 16 | bytes[at + 4]! << 8 | bytes[at + 5]!;
  return high * HALF + low;
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

function readWord(bytes: Uint8Array, at: number): number {
  const word = bytes[at]! << 24 | bytes[at + 1]! << 16 | bytes[at + 2]! << 8 |
    bytes[at + 3]!;
  return word >>> 0;
}
