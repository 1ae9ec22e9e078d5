import {
  type Reply,
  tellsAwaited,
  type WaitingTurn,
} from "../../envelope/reply.ts";
import type { CallHead } from "../frame/call_head.ts";

/** As many calls of a chain as a head has bits for. */
const MOST_BITS = 32;

/** Says which calls of a call's chain are awaited, and whether it is. */
export function describeChain(
  reply: Reply,
): Pick<CallHead, "isAsleep" | "isAwaited" | "isCall" | "awaitedChain"> {
  const { origin } = reply;
  const { awaitedBy, madeBy } = origin;
  let awaitedChain = 0;
  let turn: WaitingTurn | null = madeBy;
  for (let at = 0; turn !== null && at < MOST_BITS; at++) {
    const running: Reply | null = turn.reply;
    if (running === null) break;
    if (running.origin.awaitedBy !== null) awaitedChain |= 1 << at;
    turn = running.origin.madeBy;
  }
  return {
    isAwaited: awaitedBy !== null,
    isCall: tellsAwaited(origin) && origin.isAwaited,
    isAsleep: madeBy !== null && isAsleep(madeBy),
    awaitedChain: awaitedChain >>> 0,
  };
}

/** Whether a turn may go on by the end of a sleep. */
export function isAsleep({ sleeps }: WaitingTurn): boolean {
  return sleeps !== null && !sleeps.areOver;
}

/** Whether the call at a place of a chain, from its innermost, is awaited. */
export function isAwaitedAt(awaitedChain: number, at: number): boolean {
  return at >= MOST_BITS || (awaitedChain >>> at & 1) === 1;
}
