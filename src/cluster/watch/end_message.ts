import type { DeactivationReason } from "../../actor/event.ts";
import { HEAD_BYTES, MESSAGES, writeHead } from "../frame/message.ts";

/** The reasons by their numbers on the wire, for good. */
const REASONS: readonly DeactivationReason[] = [
  "poison",
  "idle",
  "failure",
  "shutdown",
  "lease-lost",
];

/** Makes the message that a watched activation has ended. */
export function makeEnded(id: number, reason: DeactivationReason): Uint8Array {
  const message = new Uint8Array(HEAD_BYTES + 1);
  writeHead(message, MESSAGES.ended, id);
  message[HEAD_BYTES] = REASONS.indexOf(reason);
  return message;
}

/** Reads the reason. */
export function readEnded(message: Uint8Array): DeactivationReason {
  return REASONS[message[HEAD_BYTES] ?? 0] ?? "lease-lost";
}
