import { readThrownMessage } from "../../../base/thrown.ts";
import { type ActorId, formatActor } from "../../../envelope/actor_id.ts";
import { deleteRows } from "../../../store/delete_rows.ts";
import { listAnswers } from "../../../store/list_answers.ts";
import type { Host } from "../../port/host.ts";
import type { RecordImage } from "./record_image.ts";

/** The actor that has erased itself. */
export interface ErasedOwner {
  readonly actor: ActorId;
  readonly type: { readonly host: Host };
}

/**
 * Deletes what an actor has answered under keys that has erased itself, but for
 * the answers of the turn that did: they hold no more than its caller has.
 */
export async function eraseAnswers(
  { actor, type: { host: { logger, store } } }: ErasedOwner,
  image: RecordImage,
): Promise<void> {
  const { erasedBut: kept, fence, known, version: expected } = image;
  image.erasedBut = null;
  if (kept === null || store === null) return;
  try {
    const answers = await listAnswers(store, actor);
    const rows = answers.filter(({ key }) => !kept.has(key));
    if (rows.length === 0) return;
    const write = { actor, expected, ...fence };
    const left = await deleteRows(store, write, rows);
    if (left !== null) await store.commit([{ ...write, rows: left }]);
    for (const row of rows) known.forget(row);
  } catch (error) {
    const reason = readThrownMessage(error);
    logger.error(
      `Erasing the answers of ${formatActor(actor)} failed, which are kept ` +
        `until their time is over: ${reason}`,
    );
  }
}
