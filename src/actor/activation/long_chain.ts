import { captureContext } from "../../base/async_context.ts";
import { MAX_CHAIN } from "../../base/limits.ts";
import { listWaiting, nameChain } from "../../envelope/chain.ts";
import { singleOut } from "../../envelope/replies/shared_reply.ts";
import { bury, type Subject } from "../failure/outcome.ts";
import { chainTooLong } from "../failure/refusal.ts";
import type { ActorTurn } from "../turn/turn.ts";

/** Whether the chain of a turn's call is too long, if every call is awaited. */
export function mayBeLong(turn: ActorTurn): boolean {
  return turn.depth > MAX_CHAIN;
}

/**
 * Begins a turn unless the chain of its call is too long. That is known when
 * the calls of the chain that are to be awaited are: not in this very run.
 */
export function beginIfShort(
  owner: Subject,
  turn: ActorTurn,
  begin: () => unknown,
): Promise<unknown> {
  const { runtime } = owner.type.host;
  turn.hasBegun = false;
  // What the call carries is in this context.
  const runHere = captureContext();
  return new Promise((resolve, reject) => {
    runtime.setTimer(0, () => {
      try {
        resolve(isShort(owner, turn) ? runHere(begin) : undefined);
      } catch (error) {
        reject(error);
      }
    });
  });
}

function isShort(owner: Subject, turn: ActorTurn): boolean {
  const { method, caller, sequence } = turn;
  // It ended, or its call did, meanwhile: what has not begun never does.
  if (!turn.isOpen || turn.reply?.isGivenUp) return false;
  const waiting = listWaiting(turn);
  turn.depth = waiting.length;
  turn.hasBegun = !mayBeLong(turn);
  if (turn.hasBegun) return true;
  const chain = nameChain(waiting.slice(1));
  const error = chainTooLong(owner, method, chain, "not-run");
  turn.reply = singleOut(turn.reply, method, sequence);
  bury(owner, method, turn.reply, caller, "chain-too-long", error);
  return false;
}
