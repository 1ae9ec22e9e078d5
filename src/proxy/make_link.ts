import type { Caller, Target } from "../envelope/target.ts";
import { CarryingLink } from "./carrying_link.ts";
import { InterceptedLink } from "./intercepted_link.ts";
import { ActorLink } from "./link.ts";

/** Makes the line from a caller, or from code outside actors, to an actor. */
export function makeLink(to: Target, caller: Caller | null): ActorLink {
  const holder = caller === null ? null : caller.durability;
  const bare = to.bare ?? to;
  const target = holder === null ? bare : holder.holdTarget(bare);
  const { outgoing } = caller === null ? target.host : caller.type;
  if (outgoing.length > 0) return new InterceptedLink(target, caller, outgoing);
  const { carry } = target.host;
  return carry === null
    ? new ActorLink(target, caller)
    : new CarryingLink(target, caller, carry);
}
