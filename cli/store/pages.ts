import type { ActorId } from "../../src/envelope/actor_id.ts";
import type { RecordInfo, Store, StoredRow } from "../../src/store/store.ts";

/** How many are asked for at once. */
const PAGE = 1_000;

/** Which records are listed. */
export interface Wanted {
  readonly type?: string | undefined;
  /** Text that is in the name, whatever its case. */
  readonly filter?: string | undefined;
  readonly after?: ActorId | undefined;
}

/** Lists records, page by page. */
export async function* listRecords(
  store: Store,
  { type, filter = "", after }: Wanted = {},
): AsyncGenerator<RecordInfo, void> {
  const text = filter.toLowerCase();
  let last = after;
  for (;;) {
    const page = await store.list({ type, limit: PAGE, after: last });
    for (const info of page) {
      const { type, id } = info.actor;
      if (`${type}/${id}`.toLowerCase().includes(text)) yield info;
    }
    if (page.length < PAGE) return;
    last = page.at(-1)!.actor;
  }
}

/** Returns the first page of an actor's rows. */
export function firstRows(
  store: Store,
  actor: ActorId,
): Promise<readonly StoredRow[]> {
  return store.listRows(actor, { limit: PAGE });
}

/** Lists the rows of an actor, page by page; the first may be known. */
export async function* listRows(
  store: Store,
  actor: ActorId,
  first: readonly StoredRow[] | null = null,
): AsyncGenerator<StoredRow, void> {
  let page = first ?? await firstRows(store, actor);
  for (;;) {
    yield* page;
    if (page.length < PAGE) return;
    const after = page.at(-1);
    page = await store.listRows(actor, { limit: PAGE, after });
  }
}
