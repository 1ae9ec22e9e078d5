import type { ActorId } from "../../src/envelope/actor_id.ts";
import { findRecord } from "../../src/store/find_record.ts";
import type { RecordInfo, Store } from "../../src/store/store.ts";
import { CommandError } from "./command_error.ts";
import { quoteActor } from "./task.ts";

/**
 * Returns what a store lists of an actor.
 *
 * @throws {CommandError} If it has no record of it.
 */
export async function findInfo(
  store: Store,
  actor: ActorId,
): Promise<RecordInfo> {
  const info = await findRecord(store, actor);
  if (info !== null) return info;
  throw new CommandError(
    `Cannot find ${quoteActor(actor)}: the store has no record of it`,
  );
}
