import type { Fence, Placement } from "../../actor/port/placement.ts";
import { CallError } from "../../base/errors.ts";
import { MAX_ERASE_TRIES } from "../../base/limits.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { StoredOutbox } from "../../store/record.ts";
import { deleteRows } from "../../store/delete_rows.ts";
import { listAnswers } from "../../store/list_answers.ts";
import { decodeRecord, encodeRecord } from "../../store/record_codec.ts";
import { StoreError } from "../../store/store_error.ts";
import type { RecordWrite, Store, StoredRecord } from "../../store/store.ts";

/**
 * Deletes all that a store has of an actor that is not live, but for sends that
 * are not delivered yet, and marks, which guard those of others; returns when
 * it must be woken for those, or `null` for never. In a cluster `placement`
 * says by which fence.
 *
 * @throws {StoreError} If there is no store, or it fails.
 * @throws {CallError} If the actor is on another node by now.
 */
export async function eraseStored(
  store: Store | null,
  actor: ActorId,
  placement: Pick<Placement, "findFence"> | null = null,
): Promise<number | null> {
  if (store === null) {
    throw new StoreError(
      `Cannot erase ${formatActor(actor)}: the engine has no store`,
      { code: "none" },
    );
  }
  // It may have been called, and have written something, meanwhile.
  for (let tries = 0; tries < MAX_ERASE_TRIES; tries++) {
    const kept = await tryToErase(store, actor, findFence(actor, placement));
    if (kept !== undefined) return kept?.wakeAt ?? null;
  }
  throw new StoreError(
    `Cannot erase ${formatActor(actor)}: its record was written each of ` +
      `${MAX_ERASE_TRIES} times that it was tried; keep others from calling it`,
    { code: "conflict" },
  );
}

function findFence(
  actor: ActorId,
  placement: Pick<Placement, "findFence"> | null,
): Fence | null {
  if (placement === null) return null;
  const fence = placement.findFence(actor.type, actor.id);
  if (fence !== null) return fence;
  throw new CallError(
    `Cannot erase ${formatActor(actor)}: actor moves to another node`,
    { code: "moved", outcome: "not-run" },
  );
}

/** Returns what is kept; `undefined` where it has to be tried again. */
async function tryToErase(
  store: Store,
  actor: ActorId,
  fence: Fence | null,
): Promise<RecordWrite | null | undefined> {
  const stored = await store.load(actor);
  const rows = await listAnswers(store, actor);
  const kept = stored === null ? null : keepSends(stored);
  if (stored === null && rows.length === 0) return kept;
  const expected = stored?.version ?? 0;
  const left = await deleteRows(store, { actor, expected, ...fence }, rows);
  if (left === null) return undefined;
  const record = stored === null ? undefined : kept;
  const write = { actor, expected, ...fence, record, rows: left };
  return (await store.commit([write])).length === 0 ? kept : undefined;
}

/** Returns a record with what is not delivered yet, or `null` for none. */
function keepSends({ bytes }: StoredRecord): RecordWrite | null {
  const { outbox } = decodeOutbox(bytes);
  if (outbox === null || outbox.sends.length === 0) return null;
  const kept = encodeRecord({ states: [], outbox, reminders: [] });
  return { bytes: kept, wakeAt: 0 };
}

function decodeOutbox(bytes: Uint8Array): { outbox: StoredOutbox | null } {
  try {
    return decodeRecord(bytes);
  } catch {
    // What cannot be read any more can be erased all the same.
    return { outbox: null };
  }
}
