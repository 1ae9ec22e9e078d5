const DIGITS = Array.from(
  { length: 256 },
  (_, byte) => byte.toString(16).padStart(2, "0"),
);

// The platform's own ways are the quickest, and newer than Node 24.

/** Writes bytes in hexadecimal digits, two each. */
export function toHex(bytes: Uint8Array): string {
  if (typeof bytes.toHex === "function") return bytes.toHex();
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

/** Reads bytes from an even number of hexadecimal digits. */
export function fromHex(digits: string): Uint8Array {
  if (typeof Uint8Array.fromHex === "function") {
    return Uint8Array.fromHex(digits);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}
