import { HEAD_BYTES, MESSAGES, writeHead } from "./message.ts";

/** What a call's message says of it before its frame. */
export interface CallHead {
  /** Whether the turn that made it awaits it. */
  readonly isAwaited: boolean;
  /** Whether any code awaits it: it is no send. */
  readonly isCall: boolean;
  /** Whether the turn that calls sleeps beside: it may go on by that. */
  readonly isAsleep: boolean;
  /**
   * Which calls that the turns of its chain run for are awaited, a bit each
   * from the innermost on; of a longer chain those beyond count as awaited.
   */
  readonly awaitedChain: number;
  /** Whether the calls that are made for it end with it. */
  readonly hasScope: boolean;
  /** The id of what came before as its payload; 0 where its frame has it. */
  readonly body: number;
  /** How many milliseconds it has left; `Infinity` where it has no limit. */
  readonly timeLeftMs: number;
  /**
   * Names the calls to its actor that were sent one behind the other: where one
   * is sent back, so are those behind it.
   */
  readonly turn: number;
}

/** How many bytes precede the frame of a call. */
export const CALL_HEAD_BYTES = HEAD_BYTES + 21;

const AWAITED = 1;
const SCOPED = 2;
const ASLEEP = 4;
const CALL = 8;

/** Writes the head of a call's message into its first bytes. */
export function writeCallHead(
  to: Uint8Array,
  id: number,
  head: CallHead,
): void {
  const { isAwaited, isAsleep, isCall, awaitedChain, hasScope } = head;
  writeHead(to, MESSAGES.call, id);
  const view = new DataView(to.buffer, to.byteOffset, CALL_HEAD_BYTES);
  const flags = (isAwaited ? AWAITED : 0) | (hasScope ? SCOPED : 0) |
    (isAsleep ? ASLEEP : 0) | (isCall ? CALL : 0);
  view.setUint8(HEAD_BYTES, flags);
  view.setUint32(HEAD_BYTES + 1, awaitedChain);
  view.setFloat64(HEAD_BYTES + 5, head.timeLeftMs);
  view.setUint32(HEAD_BYTES + 13, head.turn);
  view.setUint32(HEAD_BYTES + 17, head.body);
}

/** Reads the head of a call's message; `null` where it is none. */
export function readCallHead(from: Uint8Array): CallHead | null {
  if (from.length < CALL_HEAD_BYTES) return null;
  const view = new DataView(from.buffer, from.byteOffset, CALL_HEAD_BYTES);
  const timeLeftMs = view.getFloat64(HEAD_BYTES + 5);
  if (!(timeLeftMs >= 0)) return null;
  const flags = view.getUint8(HEAD_BYTES);
  return {
    isAwaited: (flags & AWAITED) !== 0,
    isAsleep: (flags & ASLEEP) !== 0,
    isCall: (flags & CALL) !== 0,
    hasScope: (flags & SCOPED) !== 0,
    awaitedChain: view.getUint32(HEAD_BYTES + 1),
    timeLeftMs,
    turn: view.getUint32(HEAD_BYTES + 13),
    body: view.getUint32(HEAD_BYTES + 17),
  };
}
