import { quote } from "../base/escape_controls.ts";
import { type ActorId, formatActor } from "../envelope/actor_id.ts";
import {
  type ActorDefinition,
  isActorOf,
  type Method,
} from "../envelope/definition.ts";
import { assertMethod } from "../stream/subscriber.ts";

/** The actor whose method is named. */
export interface MethodOwner {
  readonly actor: ActorId;
  readonly type: { readonly definition: ActorDefinition };
}

/**
 * Returns the actor's own method; inherited code may name that of its class.
 *
 * @throws {TypeError} If it is a method of other actors.
 */
export function findOwnMethod(
  action: string,
  owner: MethodOwner,
  method: unknown,
): Method {
  assertMethod(action, method);
  const { definition } = owner.type;
  const own = isActorOf(definition, method.definition)
    ? definition.methods[method.name]
    : undefined;
  if (own !== undefined) return own;
  const name = quote(`${method.actorType}.${method.name}`);
  throw new TypeError(
    `Cannot ${action}: ${name} is no method of ${formatActor(owner.actor)}`,
  );
}
