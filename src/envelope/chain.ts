import { MAX_CHAIN } from "../base/limits.ts";
import type { ChainCall } from "../codec/wire/frame_chain.ts";
import { nameActor } from "./actor_id.ts";
import type { Reply, WaitingTurn } from "./reply.ts";
import { isStreamingSink } from "./streaming.ts";

/** Returns the `depth` of a call that a turn makes. */
export function depthBelow(maker: WaitingTurn | null): number {
  return maker !== null && maker.isOpen ? maker.depth + 1 : 1;
}

/** Whether a turn goes on, maybe in a later step of its streaming reply. */
function goesOn({ isOpen, reply }: WaitingTurn): boolean {
  return isOpen || reply !== null && isStreamingSink(reply) && !reply.isOver;
}

/**
 * Returns the turn that a call is made for, which awaits or consumes it: the
 * producer of a streaming reply runs ahead, so no turn may await it just now.
 */
function findPurpose({ origin }: Reply): WaitingTurn | null {
  const { awaitedBy, madeBy } = origin;
  if (awaitedBy !== null) return awaitedBy;
  const isConsumed = isStreamingSink(origin) && !origin.isOver &&
    madeBy !== null && goesOn(madeBy);
  return isConsumed ? madeBy : null;
}

/** Whether a turn is another one, or runs for a call that is made for that. */
export function isFor(turn: WaitingTurn, other: WaitingTurn): boolean {
  let next: WaitingTurn | null = turn;
  for (let left = MAX_CHAIN; next !== null && left >= 0; left--) {
    if (next === other) return true;
    next = next.reply === null ? null : findPurpose(next.reply);
  }
  return false;
}

/**
 * Lists the turns whose calls are awaited or consumed, one for the other: the
 * given one first, then the one that its call is made for, and so on; not many
 * more than a chain may have.
 */
export function listWaiting(turn: WaitingTurn): readonly WaitingTurn[] {
  const waiting: WaitingTurn[] = [];
  let next: WaitingTurn | null = turn;
  while (next !== null && next.reply !== null && waiting.length <= MAX_CHAIN) {
    waiting.push(next);
    next = findPurpose(next.reply);
  }
  return waiting;
}

/**
 * Whether a call is made for a turn that is meant and goes on, by way of other
 * calls or not. Of a call that is not awaited yet it is taken that it will be.
 */
export function isMadeFor(
  reply: Reply,
  isMeant: (turn: WaitingTurn) => boolean,
): boolean {
  let next = findMaker(reply);
  for (let left = MAX_CHAIN; next !== null && left >= 0; left--) {
    if (isMeant(next)) return true;
    next = next.reply === null ? null : findMaker(next.reply);
  }
  return false;
}

/** Returns the turn that awaits a call, or has made it and goes on. */
function findMaker({ origin }: Reply): WaitingTurn | null {
  const { awaitedBy, madeBy } = origin;
  if (awaitedBy !== null) return awaitedBy;
  return madeBy !== null && goesOn(madeBy) ? madeBy : null;
}

/** Whether so many turns or more are in what {@linkcode listWaiting} lists. */
export function isChainOf(turn: WaitingTurn, count: number): boolean {
  let left = count;
  let next: WaitingTurn | null = turn;
  while (left > 0 && next !== null && next.reply !== null) {
    left--;
    next = findPurpose(next.reply);
  }
  return left === 0;
}

/** Names the calls of a chain, the outermost first. */
export function nameChain(waiting: readonly WaitingTurn[]): readonly string[] {
  return waiting.map(({ actor, by }) => `${nameActor(actor)}.${by}`).reverse();
}

/**
 * Lists the calls that the calls of a turn are made for, the outermost first:
 * of a longer chain its end. Whether they are awaited is not looked at.
 */
export function listChain(maker: WaitingTurn | null): readonly ChainCall[] {
  const calls: ChainCall[] = [];
  let next = maker;
  while (next !== null && goesOn(next) && calls.length < MAX_CHAIN) {
    const { actor, by, id, reply } = next;
    if (reply === null) break;
    calls.push({ actor, method: by, id });
    next = reply.origin.madeBy;
  }
  return calls.reverse();
}
