const HEAD = 9;

/** A message of the tests: it says which it is, and proves that it is whole. */
export interface Letter {
  readonly number: number;
  readonly key: number;
}

/** Writes a letter of so many bytes at least. */
export function writeLetter(
  { number, key }: Letter,
  length: number,
): Uint8Array {
  const bytes = new Uint8Array(Math.max(length, HEAD));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, number);
  view.setUint8(4, key);
  view.setUint32(5, bytes.length);
  for (let at = HEAD; at < bytes.length; at++) bytes[at] = at * 31 + number;
  return bytes;
}

/** Reads a letter; throws if it is not as it was written. */
export function readLetter(bytes: Uint8Array): Letter {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const letter = { number: view.getUint32(0), key: view.getUint8(4) };
  const written = writeLetter(letter, view.getUint32(5));
  if (written.length !== bytes.length) throw new Error("another length");
  for (const [at, byte] of written.entries()) {
    if (bytes[at] !== byte) throw new Error(`another byte at ${at}`);
  }
  return letter;
}
