import type { ActorDefinition } from "../envelope/definition.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";

/** Returns the types that a node hosts, each with the hash of its contract. */
export function readHosted(
  actors: readonly ProxyClass<ActorProxy>[],
  books: readonly ActorDefinition[],
): Readonly<Record<string, string>> {
  const types = Object.create(null) as Record<string, string>;
  // A client hosts nothing.
  if (actors.length === 0) return types;
  for (const { type, contract } of books) types[type] = contract;
  for (const { definition } of actors) {
    types[definition.type] = definition.contract;
  }
  return types;
}
