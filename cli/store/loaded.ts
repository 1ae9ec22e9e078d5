import type { ActorId } from "../../src/envelope/actor_id.ts";
import type { ActorRecord } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import type { RecordInfo, Store } from "../../src/store/store.ts";
import { commitAll } from "./batch.ts";
import { CommandError } from "./command_error.ts";
import { findInfo } from "./find_info.ts";
import { quoteActor } from "./task.ts";

/** A record as it was loaded. */
export interface Loaded {
  readonly info: RecordInfo;
  readonly bytes: Uint8Array;
}

/**
 * Loads an actor's record.
 *
 * @throws {CommandError} If there is none.
 */
export async function load(store: Store, actor: ActorId): Promise<Loaded> {
  const info = await findInfo(store, actor);
  const { bytes } = (await store.load(actor))!;
  return { info, bytes };
}

/**
 * Reads a loaded record.
 *
 * @throws {StoreError} If it is none.
 */
export function decode({ info: { actor }, bytes }: Loaded): ActorRecord {
  return decodeRecord(bytes, actor);
}

/**
 * Writes a record in place of the one that was loaded.
 *
 * @throws {CommandError} If that has changed meanwhile, or it is too large.
 */
export async function replace(
  store: Store,
  { info: { actor, version: expected, wakeAt } }: Loaded,
  record: ActorRecord,
  wakesAt = wakeAt,
): Promise<void> {
  const bytes = encodeRecord(record);
  const most = store.maxRecordBytes ?? Infinity;
  if (bytes.length > most) {
    throw new CommandError(
      `Cannot write ${quoteActor(actor)}: ${bytes.length} bytes are more ` +
        `than the ${most} that a record may have`,
    );
  }
  const written = { bytes, wakeAt: wakesAt };
  await commitAll(store, [{ actor, expected, record: written }]);
}
