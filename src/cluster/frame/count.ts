import { HEAD_BYTES, writeHead } from "./message.ts";

/** Makes a message that has a number of 32 bits beside its id. */
export function makeCount(kind: number, id: number, count: number): Uint8Array {
  const message = new Uint8Array(HEAD_BYTES + 4);
  writeHead(message, kind, id);
  new DataView(message.buffer).setUint32(HEAD_BYTES, count);
  return message;
}

/** Reads that number; 0 where there is none. */
export function readCount(message: Uint8Array): number {
  if (message.length < HEAD_BYTES + 4) return 0;
  const { buffer, byteOffset } = message;
  return new DataView(buffer, byteOffset).getUint32(HEAD_BYTES);
}
