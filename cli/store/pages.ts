import type { ActorId } from "../../src/envelope/actor_id.ts";
import type {
  RecordInfo,
  RowQuery,
  Store,
  StoredRow,
} from "../../src/store/store.ts";

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

/** Lists the rows of an actor, page by page. */
export async function* listRows(
  store: Store,
  actor: ActorId,
  kind?: RowQuery["kind"],
): AsyncGenerator<StoredRow, void> {
  let after: StoredRow | undefined;
  for (;;) {
    const page = await store.listRows(actor, { kind, limit: PAGE, after });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}
