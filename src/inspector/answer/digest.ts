/**
 * Returns a short text that tells bytes from others. It is no protection: who
 * asks for an edit may make any edit.
 */
export function digestOf(bytes: Uint8Array): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const byte of bytes) {
    high = Math.imul(high ^ byte, 0x9e3779b1);
    low = Math.imul(low ^ byte, 0x5f356495);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  const [first, second] = [high, low].map((half) => (half >>> 0).toString(36));
  return `${bytes.length}-${first}-${second}`;
}
