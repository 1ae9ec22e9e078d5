import type { Caller, Target } from "../envelope/target.ts";
import { CarryingLink } from "./carrying_link.ts";
import { InterceptedLink } from "./intercepted_link.ts";
import { ActorLink } from "./link.ts";

/** Makes the line from a caller, or from code outside actors, to an actor. */
export function makeLink(target: Target, caller: Caller | null): ActorLink {
  const { outgoing } = caller === null ? target.host : caller.type;
  if (outgoing.length > 0) return new InterceptedLink(target, caller, outgoing);
  const { carry } = target.host;
  return carry === null
    ? new ActorLink(target, caller)
    : new CarryingLink(target, caller, carry);
}
