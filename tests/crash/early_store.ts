import type { ActorWrite, Store } from "../../src/store/store.ts";

/** A broken store: it says that a commit is done before it is. */
export class EarlyStore implements Store {
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

  commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    void this.#store.commit(writes);
    return Promise.resolve([]);
  }
}
