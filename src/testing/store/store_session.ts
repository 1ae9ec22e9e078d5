import type { Logger } from "../../base/logger.ts";
import { systemRuntime } from "../../base/runtime.ts";
import type { ActorWrite, RowWrite, Store } from "../../store/store.ts";
import { expectSame } from "./expectation.ts";

/** How a driver is given to the contract of stores. */
export interface StoreHarness {
  /**
   * Opens the store of one place, a file say, which is empty at first: what was
   * kept there is there when it is opened again.
   */
  open(): Store | Promise<Store>;
  /**
   * Opens the same place once more while it is open, as another engine does
   * that shares it. A store with a {@linkcode Store.fence} needs it.
   */
  share?(): Store | Promise<Store>;
  /**
   * Ends a store without closing it, as the end of its process does, if a test
   * can; the place is opened again then.
   */
  kill?(store: Store): void | Promise<void>;
  /** How long a clause may take, in milliseconds; 30,000 unless given. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;
const ignore = (): void => {};
const quiet: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};

/** One place under test: its store, opened as often as a clause asks. */
export class StoreSession {
  readonly #harness: StoreHarness;
  #store: Store | null = null;
  #lost: Error | null = null;
  readonly #others: Store[] = [];

  constructor(harness: StoreHarness) {
    this.#harness = harness;
  }

  /** The store, which is open. */
  get store(): Store {
    if (this.#store === null) {
      throw new Error("Cannot use a store: none is open");
    }
    return this.#store;
  }

  /** The time, in milliseconds since the epoch. */
  now(): number {
    return systemRuntime.now();
  }

  /** Waits for what a clause does, but not for ever. */
  async wait(promise: Promise<void>): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const ms = this.#harness.patienceMs ?? PATIENCE_MS;
    const timer = systemRuntime.setTimer(ms, () => {
      reject(new Error(`Cannot accept the store: no answer after ${ms} ms`));
    });
    try {
      await Promise.race([promise, late]);
    } finally {
      timer.cancel();
    }
  }

  /** Opens the store. */
  async open(): Promise<void> {
    this.#store = await this.#harness.open();
    this.#give(this.#store);
  }

  /** Opens the place once more, for another engine. */
  async openOther(): Promise<Store> {
    const other = await this.#harness.share?.();
    if (other === undefined) {
      throw new Error(
        "Cannot accept the store: it has a fence, and its harness no `share`",
      );
    }
    this.#others.push(other);
    this.#give(other);
    return other;
  }

  #give(store: Store): void {
    store.open?.({
      runtime: systemRuntime,
      logger: quiet,
      lose: (error) => void (this.#lost ??= error),
    });
  }

  /** Raises the fence of a shard. */
  async fence(shard: number, epoch: number, store = this.store): Promise<void> {
    await store.fence!(shard, epoch);
  }

  /** Closes the store and opens it again. */
  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  /** Ends the store without closing it, and opens it again. */
  async kill(): Promise<void> {
    const { store } = this;
    this.#store = null;
    await this.#harness.kill?.(store);
    await this.open();
  }

  /** Closes the store, if it is open. */
  async close(): Promise<void> {
    const store = this.#store;
    this.#store = null;
    await store?.close();
  }

  /** Closes all that is open. */
  async end(): Promise<void> {
    await this.close();
    for (const other of this.#others) await other.close();
  }

  /** Throws where the store has said that it is lost. */
  checkKept(): void {
    expectSame(this.#lost, null, "the error that it is lost for");
  }

  /** Commits what must not be refused. */
  async put(...writes: readonly ActorWrite[]): Promise<void> {
    const refused = await this.store.commit(writes);
    expectSame(refused, [], "what commit() refuses of what is right");
  }

  /** Writes rows of an actor whose record has a version. */
  async putRows(
    { actor, expected }: Pick<ActorWrite, "actor" | "expected">,
    ...rows: readonly RowWrite[]
  ): Promise<void> {
    await this.put({ actor, expected, rows });
  }
}

/** What a store must do, by title. */
export type Clauses = Readonly<
  Record<string, (session: StoreSession) => Promise<void>>
>;
