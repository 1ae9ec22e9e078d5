import { noStates } from "../actor/durable/turn/refusal.ts";
import type { Activation } from "../actor/port/activation.ts";
import type { Placement } from "../actor/port/placement.ts";
import type { Waker } from "../actor/port/waker.ts";
import type { ActorDefinition } from "../envelope/definition.ts";
import type { Store } from "../store/store.ts";
import { eraseStored } from "./durable/erase.ts";
import type { StreamRegistry } from "./stream_registry.ts";

/** The parts of an engine that ending an actor from outside needs. */
export interface EndingParts {
  readonly streams: StreamRegistry;
  readonly settings: { readonly store: Store | null };
  readonly waker: Waker | null;
  readonly actorHost: { readonly placement: Placement | null };
}

/** Deactivates an actor behind what its inbox holds; it may be dormant. */
export async function poisonActor(
  { streams }: EndingParts,
  activation: Activation,
): Promise<void> {
  const isLive = activation.phase !== "dormant";
  if (isLive) await activation.poison();
  // It may have subscribed though it is not live.
  if (streams.remote !== null) await streams.remote.release(activation.actor);
  else if (!isLive) streams.release(activation.actor);
}

/**
 * Deletes all that is stored of an actor, which is deactivated first.
 *
 * @throws {StoreError} If there is no store, or it fails.
 */
export async function eraseActor(
  { actorHost: { placement }, settings: { store }, waker }: EndingParts,
  activation: Activation,
): Promise<void> {
  const { actor } = activation;
  await activation.poison();
  waker?.note(actor, await eraseStored(store, actor, placement));
}

/**
 * Throws unless actors of a definition are durable.
 *
 * @throws {TypeError} If they are not.
 */
export function assertErasable(definition: ActorDefinition, id: string): void {
  if (definition.states !== null) return;
  throw noStates({ type: definition.type, id }, "erase");
}
