import type { ActorWrite, Store } from "@backstage/actors";

/** What commits of a store took. */
export interface Commits {
  count: number;
  writes: number;
  /** The most actors that were written at once. */
  largest: number;
  /** How many milliseconds each took. */
  readonly times: number[];
}

/** A store that counts its commits, and may make each take longer. */
export class WatchedStore implements Store {
  commits: Commits = { count: 0, writes: 0, largest: 0, times: [] };
  delayMs = 0;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  open: NonNullable<Store["open"]> = (host) => this.#store.open?.(host);
  load: Store["load"] = (actor) => this.#store.load(actor);
  read: Store["read"] = (actor, row) => this.#store.read(actor, row);
  due: Store["due"] = (query) => this.#store.due(query);
  list: Store["list"] = (query) => this.#store.list(query);
  listRows: Store["listRows"] = (...query) => this.#store.listRows(...query);
  expire: Store["expire"] = (now, limit) => this.#store.expire(now, limit);
  close: Store["close"] = () => this.#store.close();

  /** Counts from nothing. */
  clear(): void {
    this.commits = { count: 0, writes: 0, largest: 0, times: [] };
  }

  async commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    const { commits } = this;
    const { length } = writes;
    const start = performance.now();
    if (this.delayMs > 0) await passed(this.delayMs);
    const refused = await this.#store.commit(writes);
    commits.times.push(performance.now() - start);
    commits.count++;
    commits.writes += length;
    commits.largest = Math.max(commits.largest, length);
    return refused;
  }
}

async function passed(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
