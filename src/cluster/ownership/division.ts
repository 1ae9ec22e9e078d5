/** The shards that each of some nodes owns, by their ids. */
export type Owned = ReadonlyMap<string, readonly number[]>;

/** How many shards each of some nodes owns, by their ids. */
export type Counts = ReadonlyMap<string, number>;

/** A shard that another node is to own. */
export interface Move {
  readonly shard: number;
  readonly from: string;
  readonly to: string;
}

/**
 * Divides shards that have no owner among nodes, so that those get them first
 * that have least; of the same tables each node makes the same of it.
 */
export function divide(
  free: readonly number[],
  hosts: readonly string[],
  counts: Counts,
): ReadonlyMap<number, string> {
  const totals = new Map(hosts.map((id) => [id, counts.get(id) ?? 0]));
  const owners = new Map<number, string>();
  for (const shard of free) {
    const id = findLeast(hosts, totals);
    if (id === undefined) break;
    totals.set(id, totals.get(id)! + 1);
    owners.set(shard, id);
  }
  return owners;
}

/** Returns the first of the nodes that have least. */
function findLeast(
  hosts: readonly string[],
  totals: Counts,
): string | undefined {
  let least: string | undefined;
  for (const id of hosts) {
    if (least === undefined || totals.get(id)! < totals.get(least)!) least = id;
  }
  return least;
}

/**
 * Plans the fewest moves after which no node owns two shards more than another.
 * Of the same tables each node makes the same plan.
 */
export function planMoves(
  hosts: readonly string[],
  owned: Owned,
): readonly Move[] {
  const shares = shareOut(hosts, owned);
  const takers = hosts.flatMap((id) => {
    const missing = shares.get(id)! - countOf(owned, id);
    return missing > 0 ? new Array<string>(missing).fill(id) : [];
  });
  return hosts.flatMap((from) => {
    const surplus = owned.get(from)?.slice(shares.get(from)!) ?? [];
    return surplus.map((shard) => ({ shard, from, to: takers.shift()! }));
  });
}

/** Returns how many each node is to own: those that have most one more. */
function shareOut(
  hosts: readonly string[],
  owned: Owned,
): Counts {
  const total = hosts.reduce((sum, id) => sum + countOf(owned, id), 0);
  const least = Math.floor(total / hosts.length);
  const more = total % hosts.length;
  const byCount = hosts.toSorted((one, other) =>
    countOf(owned, other) - countOf(owned, one)
  );
  return new Map(
    byCount.map((id, place) => [id, place < more ? least + 1 : least]),
  );
}

function countOf(owned: Owned, id: string): number {
  return owned.get(id)?.length ?? 0;
}

/** Names a number of shards in a log line. */
export function nameShards(count: number): string {
  return count === 1 ? "1 shard" : `${count} shards`;
}
