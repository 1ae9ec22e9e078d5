import type { ActorId } from "../envelope/actor_id.ts";
import type { RowWrite, Store } from "./store.ts";

/** How many rows are asked for at once. */
const PAGE = 1_000;

/** Returns what deletes all answers of an actor. */
export async function listAnswers(
  store: Pick<Store, "listRows">,
  actor: ActorId,
): Promise<RowWrite[]> {
  const kind = "answer";
  const found: RowWrite[] = [];
  while (true) {
    const after = found.at(-1);
    const page = await store.listRows(actor, { kind, limit: PAGE, after });
    for (const { key } of page) {
      found.push({ kind, key, bytes: null, expiresAt: null });
    }
    if (page.length < PAGE) return found;
  }
}
