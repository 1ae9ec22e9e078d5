import { malformed } from "../wire/malformed.ts";

/** Texts up to this length are read and written without the platform's help. */
export const SHORT_TEXT = 128;

/** Arguments of one call, which all lie on the stack. */
const UNITS_AT_ONCE = 4_096;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const { fromCharCode } = String;

/** A list of each length: to fill one and spread it makes no garbage. */
const scratch: readonly number[][] = Array.from(
  { length: SHORT_TEXT + 1 },
  (_, length) => new Array<number>(length).fill(0),
);

/**
 * Tells whether a text can stand as text: one in CBOR cannot hold lone
 * surrogates, and readers drop a leading byte order mark.
 */
export function isFaithful(text: string): boolean {
  return text.charCodeAt(0) !== 0xfeff && text.isWellFormed();
}

/** Returns the bytes of a text's units, which may be lone surrogates. */
export function unitsOf(text: string): Uint8Array {
  const units = new Uint16Array(text.length);
  for (let index = 0; index < units.length; index++) {
    units[index] = text.charCodeAt(index);
  }
  return new Uint8Array(units.buffer);
}

/** Returns the text of the units that bytes hold. */
export function textOfUnits(bytes: Uint8Array<ArrayBuffer>): string {
  const units = new Uint16Array(bytes.buffer);
  let text = "";
  for (let at = 0; at < units.length; at += UNITS_AT_ONCE) {
    text += fromCharCode(...units.subarray(at, at + UNITS_AT_ONCE));
  }
  return text;
}

/** Writes a well-formed text, for which there is room; returns its end. */
export function writeUtf8(bytes: Uint8Array, at: number, text: string): number {
  if (text.length > SHORT_TEXT) {
    return at + encoder.encodeInto(text, bytes.subarray(at)).written;
  }
  let end = at;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[end++] = unit;
    } else if (unit < 0x800) {
      bytes[end++] = unit >> 6 | 0xc0;
      bytes[end++] = unit & 0x3f | 0x80;
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes[end++] = unit >> 12 | 0xe0;
      bytes[end++] = unit >> 6 & 0x3f | 0x80;
      bytes[end++] = unit & 0x3f | 0x80;
    } else {
      const point = text.codePointAt(index++)!;
      bytes[end++] = point >> 18 | 0xf0;
      bytes[end++] = point >> 12 & 0x3f | 0x80;
      bytes[end++] = point >> 6 & 0x3f | 0x80;
      bytes[end++] = point & 0x3f | 0x80;
    }
  }
  return end;
}

/**
 * Reads the text between two places.
 *
 * @throws {CodecError} If it is not UTF-8, or begins with a byte order mark.
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number) {
  const length = end - start;
  const isShort = length <= SHORT_TEXT;
  const ascii = isShort ? readAscii(bytes, start, length) : null;
  if (ascii !== null) return ascii;
  const text = (isShort ? readShort(bytes, start, end) : null) ??
    decode(bytes.subarray(start, end), end);
  if (text.charCodeAt(0) === 0xfeff) {
    // Other readers drop it silently.
    throw malformed(`the text at ${start} begins with a byte order mark`);
  }
  return text;
}

/** Reads a short text, unless it is not ASCII. */
function readAscii(
  bytes: Uint8Array,
  start: number,
  length: number,
): string | null {
  const units = scratch[length]!;
  let bits = 0;
  for (let index = 0; index < length; index++) {
    const byte = bytes[start + index]!;
    bits |= byte;
    units[index] = byte;
  }
  if (bits > 0x7f) return null;
  return fromCharCode.apply(null, units);
}

/** Where the units of a short text are gathered: their number is not known. */
const gathered = new Uint16Array(SHORT_TEXT);

/** Reads a short text, unless it is not UTF-8. */
function readShort(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | null {
  let length = 0;
  for (let at = start; at < end;) {
    const first = bytes[at++]!;
    if (first < 0x80) {
      gathered[length++] = first;
      continue;
    }
    const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    // Neither a head of its own, nor one of a text beyond Unicode's end.
    if (first < 0xc2 || first > 0xf4 || at + more > end) return null;
    let point = first & 0x3f >> more;
    for (const last = at + more; at < last; at++) {
      const byte = bytes[at]!;
      if (byte >> 6 !== 2) return null;
      point = point << 6 | byte & 0x3f;
    }
    if (more > 1 && isOutOfPlace(point, more)) return null;
    if (more === 3) {
      gathered[length++] = 0xd7c0 + (point >> 10);
      point = 0xdc00 | point & 0x3ff;
    }
    gathered[length++] = point;
  }
  const units = scratch[length]!;
  for (let at = 0; at < length; at++) units[at] = gathered[at]!;
  return fromCharCode.apply(null, units);
}

/** Whether so many bytes are too few or too many, or it is half of a pair. */
function isOutOfPlace(point: number, more: number): boolean {
  return more === 2
    ? point < 0x800 || point >> 11 === 0x1b
    : point < 0x10000 || point > 0x10ffff;
}

function decode(bytes: Uint8Array, end: number): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw malformed(`the text before ${end} is not UTF-8`, { cause });
  }
}
