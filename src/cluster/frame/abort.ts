import type { ScopeEnd } from "../../envelope/call_scope.ts";
import { HEAD_BYTES, MESSAGES, writeHead } from "./message.ts";

/** Makes the message that the caller of a call waits no longer. */
export function makeAbort(id: number, end: ScopeEnd): Uint8Array {
  const message = new Uint8Array(HEAD_BYTES + 8);
  writeHead(message, MESSAGES.abort, id);
  const timeoutMs = end.kind === "timeout" ? end.timeoutMs : -1;
  new DataView(message.buffer).setFloat64(HEAD_BYTES, timeoutMs);
  return message;
}

/** Reads why: of a signal its reason stays on its node. */
export function readAbort(message: Uint8Array): ScopeEnd {
  const aborted = { kind: "aborted", reason: undefined } as const;
  if (message.length < HEAD_BYTES + 8) return aborted;
  const { buffer, byteOffset } = message;
  const timeoutMs = new DataView(buffer, byteOffset).getFloat64(HEAD_BYTES);
  return timeoutMs >= 0 ? { kind: "timeout", timeoutMs } : aborted;
}
