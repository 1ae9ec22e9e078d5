import type { ActorWrite, Store } from "../../../src/store/store.ts";
import { passed } from "../../../bench/cluster/passed.ts";

/** How late a store writes that is to be found out. */
const LATE_MS = 200;

/** By how much later than that its process must have stood still. */
const PAUSE_MS = 5_000;

/** A store that is used by way of another one, which breaks it on purpose. */
abstract class BrokenStore implements Store {
  protected readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  get maxRecordBytes(): number {
    return this.store.maxRecordBytes ?? Infinity;
  }

  open: NonNullable<Store["open"]> = (host) => this.store.open?.(host);
  load: Store["load"] = (actor) => this.store.load(actor);
  read: Store["read"] = (actor, row) => this.store.read(actor, row);
  due: Store["due"] = (query) => this.store.due(query);
  list: Store["list"] = (query) => this.store.list(query);
  listRows: Store["listRows"] = (...query) => this.store.listRows(...query);
  expire: Store["expire"] = (now, limit) => this.store.expire(now, limit);
  close: Store["close"] = () => this.store.close();

  async fence(shard: number, epoch: number): Promise<void> {
    await this.store.fence?.(shard, epoch);
  }

  abstract commit(writes: readonly ActorWrite[]): Promise<readonly number[]>;
}

/** Copies writes: what a store is given changes once it has answered. */
function copyWrites(writes: readonly ActorWrite[]): ActorWrite[] {
  return writes.map(({ record, rows, ...write }) => ({
    ...write,
    record: record && { ...record, bytes: record.bytes.slice() },
    rows: rows?.map((row) => ({ ...row, bytes: row.bytes?.slice() ?? null })),
  }));
}

/** A broken store: it says that a commit is done before it is. */
export class HastyStore extends BrokenStore {
  override async commit(writes: readonly ActorWrite[]) {
    const copied = copyWrites(writes);
    void passed(LATE_MS).then(() => this.store.commit(copied)).catch(() => {});
    return await Promise.resolve([]);
  }
}

/** A broken store: after a pause, it writes over what others have written. */
export class UnfencedStore extends BrokenStore {
  override async fence(): Promise<void> {}

  override async commit(writes: readonly ActorWrite[]) {
    const start = performance.now();
    await passed(LATE_MS);
    if (performance.now() - start < PAUSE_MS) return this.store.commit(writes);
    let left = writes.map(({ epoch: _, ...write }) => write);
    while (left.length > 0) {
      const refused = await this.store.commit(left);
      left = await Promise.all(refused.map(async (at) => {
        const write = left[at]!;
        const stored = await this.store.load(write.actor);
        return { ...write, expected: stored?.version ?? 0 };
      }));
    }
    return [];
  }
}
