import type { Caller, Target } from "../envelope/target.ts";
import { InterceptedLink } from "./intercepted_link.ts";
import { ActorLink } from "./link.ts";

/** Makes the line from a caller, or from code outside actors, to an actor. */
export function makeLink(target: Target, caller: Caller | null): ActorLink {
  const { outgoing } = caller === null ? target.host : caller.type;
  return outgoing.length === 0
    ? new ActorLink(target, caller)
    : new InterceptedLink(target, caller, outgoing);
}
