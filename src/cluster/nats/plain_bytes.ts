/** Returns bytes as such, and not as Node's kind, whose `slice` differs. */
export function toPlain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
