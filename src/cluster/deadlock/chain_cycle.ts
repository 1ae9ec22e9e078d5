import {
  explainCycle,
  findChainCycle,
  findSleeps,
  reenter,
} from "../../actor/turn/deadlock.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { WaitingTurn } from "../../envelope/reply.ts";
import type { Call } from "../../envelope/target.ts";

/**
 * Breaks the cycle that a call of another node closes by coming back to a turn
 * that it is made for, if it still does when every turn that can go on has.
 */
export function breakChainCycle(runtime: Runtime, call: Call): void {
  const waiter = call.awaitedBy;
  if (waiter !== null && findChainCycle(stepOf(call, waiter)) !== null) {
    runtime.setTimer(0, () => breakNow(runtime, call, waiter));
  }
}

function stepOf(call: Call, turn: WaitingTurn) {
  return { call, by: turn.by, turn };
}

function breakNow(runtime: Runtime, call: Call, waiter: WaitingTurn): void {
  while (!call.isOver) {
    const cycle = findChainCycle(stepOf(call, waiter));
    if (cycle === null) return;
    if (reenter(cycle)) continue;
    const sleeps = findSleeps(cycle);
    if (sleeps !== null) {
      return sleeps.afterwards(() => breakChainCycle(runtime, call));
    }
    const error = explainCycle(cycle);
    call.target.registered.settleUnanswered(call, "deadlock", error);
  }
}
