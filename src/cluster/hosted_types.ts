import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";

/** Returns the types that a node hosts, each with the hash of its contract. */
export function readHosted(
  actors: readonly ProxyClass<ActorProxy>[],
): Readonly<Record<string, string>> {
  const types = Object.create(null) as Record<string, string>;
  for (const { definition } of actors) {
    types[definition.type] = definition.contract;
  }
  return types;
}
