import { isLive } from "../actor/port/activation.ts";
import { NotActiveError } from "../base/not_active_error.ts";
import { formatActor } from "../envelope/actor_id.ts";
import type { EngineView } from "../engine/view.ts";
import type { TypedProxyClass } from "./unit/actor_class.ts";

/**
 * Returns the object that an actor is, to look at its state.
 *
 * @throws {NotActiveError} If it is not live.
 */
export function findLiveActor<Actor, Name extends keyof Actor>(
  view: EngineView,
  proxy: TypedProxyClass<Actor, Name>,
  id: string,
): Actor {
  const type = view.registry.findType(proxy.definition.type);
  const activation = type?.activations.get(id);
  const instance = activation?.instance ?? null;
  if (activation === undefined || !isLive(activation) || instance === null) {
    const name = formatActor({ type: proxy.definition.type, id });
    throw new NotActiveError(`Cannot look at ${name}: it is not live`);
  }
  return instance as Actor;
}
