import { MAX_CHAIN } from "../base/limits.ts";
import type { ChainCall } from "../codec/wire/frame_chain.ts";
import { nameActor } from "./actor_id.ts";
import type { WaitingTurn } from "./reply.ts";

/** Returns the `depth` of a call that a turn makes. */
export function depthBelow(maker: WaitingTurn | null): number {
  return maker !== null && maker.isOpen ? maker.depth + 1 : 1;
}

/**
 * Lists the turns whose calls are awaited, one for the other: the given one
 * first, then the one that waits for it, and so on; not many more than a chain
 * may have.
 */
export function listWaiting(turn: WaitingTurn): readonly WaitingTurn[] {
  const waiting: WaitingTurn[] = [];
  let next: WaitingTurn | null = turn;
  while (next !== null && next.reply !== null && waiting.length <= MAX_CHAIN) {
    waiting.push(next);
    next = next.reply.origin.awaitedBy;
  }
  return waiting;
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
  while (next !== null && next.isOpen && calls.length < MAX_CHAIN) {
    const { actor, by, id, reply } = next;
    if (reply === null) break;
    calls.push({ actor, method: by, id });
    next = reply.origin.madeBy;
  }
  return calls.reverse();
}
