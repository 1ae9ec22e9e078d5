import { toPlainPromise } from "../actor.ts";
import { DEACTIVATE } from "../inbox/system_method.ts";
import { openFence, startDurable } from "./durable/life.ts";
import { start } from "./hooks.ts";
import type { LifecycleOwner } from "./lifecycle.ts";
import { hasWork } from "./work.ts";

/**
 * Begins an activation for what the inbox holds. Returns whether the actor is
 * active; if not, it is queued when it is, or at rest for want of work.
 */
export function activate(owner: LifecycleOwner): boolean {
  if (!hasWork(owner) && owner.life.restUnused()) return false;
  // Sent while the last activation ended: nothing to activate for.
  if (owner.front === DEACTIVATE) return owner.shift(owner);
  try {
    const { durability } = owner;
    if (durability !== null && !openFence(owner, durability)) {
      owner.life.giveAway();
      return false;
    }
    const starting = durability === null
      ? start(owner)
      : startDurable(owner, durability);
    if (starting === undefined) {
      becomeActive(owner);
      return true;
    }
    becomeActiveAfter(owner, starting);
  } catch (error) {
    owner.life.failActivation(error);
  }
  return false;
}

// A function of its own: what a callback needs is kept in an object, which is
// made at the start of the function that has the callback.
function becomeActiveAfter(
  owner: LifecycleOwner,
  starting: PromiseLike<unknown>,
): void {
  toPlainPromise(starting).then(
    () => {
      becomeActive(owner);
      owner.queue();
    },
    (error) => {
      // It was loaded for nothing: the node has lost the actor meanwhile.
      const isGone = owner.life.isLost && owner.instance === null;
      if (isGone) owner.life.giveAway();
      else owner.life.failActivation(error);
    },
  );
}

function becomeActive(owner: LifecycleOwner): void {
  owner.phase = "active";
  const { type: { host: { events }, totals } } = owner;
  totals.activations++;
  if (events.isHeard) events.emit({ kind: "activated", actor: owner.actor });
}
