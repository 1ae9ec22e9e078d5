import type { ActorWrite, RowWrite, Store } from "./store.ts";

/** The part of a store that this needs. */
type Deleting = Pick<Store, "commit" | "maxRows">;

/**
 * Deletes rows before others, where they are more than the store takes at once;
 * returns those that are left, or `null` where the actor was written meanwhile.
 */
export async function deleteRows(
  store: Deleting,
  write: Omit<ActorWrite, "record" | "rows">,
  rows: readonly RowWrite[],
): Promise<readonly RowWrite[] | null> {
  const { maxRows = Infinity } = store;
  let left = rows;
  while (left.length > maxRows) {
    const some = left.slice(0, maxRows);
    left = left.slice(maxRows);
    const refused = await store.commit([{ ...write, rows: some }]);
    if (refused.length > 0) return null;
  }
  return left;
}
