import { toHex } from "./hex.ts";

/** What of a runtime makes UUIDs. */
export interface Chance {
  random(): number;
  randomUUID?(): string;
}

/** Writes 16 bytes as a UUID of version 4 (RFC 9562). */
export function toUuid(bytes: Uint8Array): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = toHex(bytes);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}

/** Makes a UUID of the chance of a runtime. */
export function makeUuid(runtime: Chance): string {
  if (runtime.randomUUID !== undefined) return runtime.randomUUID();
  const bytes = new Uint8Array(16);
  const words = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += 4) {
    words.setUint32(at, runtime.random() * 2 ** 32);
  }
  return toUuid(bytes);
}
