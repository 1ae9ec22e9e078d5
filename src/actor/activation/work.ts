import type { Method } from "../../envelope/definition.ts";
import type { InboxOwner } from "../failure/outcome.ts";
import { NOTHING, REMIND, RETURN, STEP, TICK } from "../inbox/system_method.ts";

/** The cell that may have something to run. */
export interface WorkOwner extends InboxOwner {
  /** The method of the oldest envelope, or `null` when there is none. */
  readonly front: Method | null;
  /** Whether the oldest envelope is a call that is given up. */
  readonly isFrontGivenUp: boolean;
  /** Whether calls wait for room in its inbox. */
  readonly hasLine: boolean;
  /** Accepts the calls in line that there is room for. */
  admitWaiting(): void;
}

/** What the last life has left behind, and what takes a place only. */
const SPENT: ReadonlySet<Method> = new Set([
  NOTHING,
  REMIND,
  RETURN,
  STEP,
  TICK,
]);

/**
 * Returns whether an actor that is not live has anything to run. What ran out
 * of time meanwhile leaves the inbox, and so do ticks and steps of its last
 * life.
 */
export function hasWork(owner: WorkOwner): boolean {
  do {
    while (owner.places > 0) {
      const { front, isFrontGivenUp } = owner;
      if (!isFrontGivenUp && (front === null || !SPENT.has(front))) return true;
      dropFirst(owner);
    }
    // There is room by now for those that waited for it.
    if (owner.hasLine) owner.admitWaiting();
  } while (owner.places > 0);
  return false;
}

function dropFirst(owner: WorkOwner): void {
  owner.shift({
    dispatch: (method) => method === NOTHING ? owner.forgetFiller() : true,
  });
}
