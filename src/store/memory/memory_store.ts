import type { ActorId } from "../../envelope/actor_id.ts";
import type { StoreFaultSwitches } from "./faults.ts";
import type { CrashOptions, MemoryStoreOptions } from "./options.ts";
import type { KeptState } from "./states.ts";
import type { Store, StoreHost } from "../store.ts";

/**
 * A store in memory, for tests: what it keeps survives engines, and its own
 * crash, but not the process.
 *
 * It answers as a real one does, later and in order. An engine that has stopped
 * has closed it; the next one opens it again.
 */
export interface MemoryStore extends Store {
  /**
   * Raises the fence of a shard, in each share of the store.
   *
   * @throws {StoreError} If the shard has a higher one (`fenced`).
   */
  fence(shard: number, epoch: number): Promise<void>;
  /** Switches its faults; those of the stores after a crash, too. */
  readonly faults: StoreFaultSwitches;
  /** How many questions are not answered yet, commits among them. */
  readonly pending: number;
  /** How many commits were written. */
  readonly commits: number;
  /**
   * Is given to an engine.
   *
   * @throws {StoreError} If another engine has it (`locked`), or it is `lost`.
   */
  open(host: StoreHost): void;
  /**
   * Returns the states of an actor by name, as plain values.
   *
   * @throws {CodecError} If one holds a proxy.
   * @throws {StoreError} If the record cannot be read.
   */
  getStates(actor: ActorId): Promise<ReadonlyMap<string, KeptState>>;
  /**
   * Writes states of an actor, as a version of its class would have kept them
   * that is gone; its other states stay. If it is active meanwhile, its next
   * commit is refused.
   *
   * @throws {CodecError} If a value cannot be stored.
   */
  putStates(
    actor: ActorId,
    states: Readonly<Record<string, KeptState>>,
  ): Promise<void>;
  /** Keeps what is asked from being done until {@linkcode release}. */
  hold(): void;
  /** Does what waits, in its order. */
  release(): void;
  /** Fails as a store that is gone for good: its engine learns of it. */
  lose(): void;
  /**
   * Returns a store over what this one keeps, for another engine that shares
   * it: each is open, closed, held, lost and crashed by itself, and takes its
   * time and its chance from its own engine. Its faults are its own, too.
   *
   * @throws {RangeError} If an option is out of its limits.
   * @throws {TypeError} If an option or a fault has no such name.
   */
  share(options?: MemoryStoreOptions): MemoryStore;
  /**
   * Ends as the process does: what is asked is never answered any more, but for
   * `close()`, which has nothing left to do. Returns a store over what has
   * survived.
   */
  crash(options?: CrashOptions): MemoryStore;
}
