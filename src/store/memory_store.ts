import { MAX_DELAY_MS, MAX_FRAME_BYTES } from "../base/limits.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import {
  assertOption,
  numberFrom,
  wholeNumberFrom,
} from "../base/option_rule.ts";
import { type ActorId, formatActor } from "../envelope/actor_id.ts";
import { copyWrite, MemoryData } from "./memory_data.ts";
import {
  MemoryFaults,
  type StoreFaultName,
  type StoreFaultRates,
  type StoreFaultSource,
  type StoreFaultSwitches,
} from "./memory_faults.ts";
import { MemoryLine, SILENCE } from "./memory_line.ts";
import type {
  ActorWrite,
  DueActor,
  DueQuery,
  ListQuery,
  RecordInfo,
  RowName,
  RowQuery,
  Store,
  StoredRecord,
  StoredRow,
  StoreHost,
} from "./store.ts";
import { StoreError } from "./store_error.ts";

/** What {@linkcode memoryStore} may be told; every option has a default. */
export interface MemoryStoreOptions {
  /**
   * How probable each fault is, none unless given; or what decides it, such as
   * the `faults` of a simulation. Rates take their chance from the engine's
   * runtime, and strike only once an engine has the store.
   */
  readonly faults?: StoreFaultRates | StoreFaultSource;
  /** The longest that `store:slow` takes, in milliseconds; 100 by default. */
  readonly maxDelayMs?: number;
  /** The most bytes that a record may have; as the engine says by default. */
  readonly maxRecordBytes?: number;
}

/** How a memory store crashes. */
export interface CrashOptions {
  /**
   * What survives of the commit that is under way: nothing of it, all of it
   * without an answer, or the writes of some actors, each whole, as in a store
   * whose commits are many transactions. Of those behind it nothing does.
   *
   * Unless given, chance says how many commits that are under way survive, all
   * of each: those that were asked first.
   */
  readonly during?: "before" | "partly" | "after";
}

/**
 * A store in memory, for tests: what it keeps survives engines, and its own
 * crash, but not the process.
 *
 * It answers as a real one does, later and in order. An engine that has stopped
 * has closed it; the next one opens it again.
 */
export interface MemoryStore extends Store {
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
  /** Keeps what is asked from being done until {@linkcode release}. */
  hold(): void;
  /** Does what waits, in its order. */
  release(): void;
  /** Fails as a store that is gone for good: its engine learns of it. */
  lose(): void;
  /**
   * Ends as the process does: what is asked is never answered any more, but for
   * `close()`, which has nothing left to do. Returns a store over what has
   * survived.
   */
  crash(options?: CrashOptions): MemoryStore;
}

const NAMES: OptionNames<MemoryStoreOptions> = {
  faults: true,
  maxDelayMs: true,
  maxRecordBytes: true,
};
const DELAY_MS = 100;
const NO_WRITES: readonly ActorWrite[] = [];
/** A draw that no rate is above. */
const NEVER = 1;

interface Parts {
  readonly data: MemoryData;
  readonly faults: MemoryFaults;
  readonly maxDelayMs: number;
  readonly maxRecordBytes: number | undefined;
}

class StoreInMemory implements MemoryStore {
  readonly maxRecordBytes?: number;
  readonly #parts: Parts;
  readonly #line: MemoryLine;
  #host: StoreHost | null = null;
  /** Why it does nothing, if so. */
  #refusal: StoreError | null = null;
  #closed: Promise<void> | null = null;
  #isDead = false;
  #commits = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#line = new MemoryLine((where) => this.#drawDelay(where));
    const { maxRecordBytes } = parts;
    if (maxRecordBytes !== undefined) this.maxRecordBytes = maxRecordBytes;
  }

  get faults(): StoreFaultSwitches {
    return this.#parts.faults;
  }

  get pending(): number {
    return this.#line.length;
  }

  get commits(): number {
    return this.#commits;
  }

  open(host: StoreHost): void {
    if (this.#host !== null) {
      throw new StoreError(
        "Cannot open a memory store: another engine has it open, stop that " +
          "first, or give each a store of its own",
        { code: "locked" },
      );
    }
    if (this.#refusal?.code === "lost") throw this.#refusal;
    this.#host = host;
    this.#refusal = null;
    this.#closed = null;
    this.#line.use(host.runtime);
  }

  load(actor: ActorId): Promise<StoredRecord | null> {
    return this.#ask("load", actor, (data) => data.load(actor));
  }

  read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    const what = `read a row (${row.kind}) of`;
    return this.#ask(what, actor, (data) => data.read(actor, row));
  }

  commit(given: readonly ActorWrite[]): Promise<readonly number[]> {
    if (this.#refusal !== null) return Promise.reject(this.#refusal);
    const writes = given.map(copyWrite);
    const name = writes.length === 1
      ? formatActor(writes[0]!.actor)
      : `${writes.length} actors`;
    const where = `commit ${name}`;
    return this.#line.ask({
      where,
      writes,
      answer: () => this.#commit(where, writes),
    });
  }

  due(query: DueQuery): Promise<readonly DueActor[]> {
    return this.#ask("list due actors", null, (data) => data.due(query));
  }

  list(query: ListQuery): Promise<readonly RecordInfo[]> {
    return this.#ask("list records", null, (data) => data.list(query));
  }

  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]> {
    const what = "list rows of";
    return this.#ask(what, actor, (data) => data.listRows(actor, query));
  }

  expire(now: number, limit: number): Promise<number> {
    return this.#ask("expire rows", null, (data) => data.expire(now, limit));
  }

  close(): Promise<void> {
    if (this.#isDead) return Promise.resolve();
    if (this.#closed !== null) return this.#closed;
    this.#closed = this.#line.ask({
      where: "close",
      writes: NO_WRITES,
      answer: () => {
        this.#host = null;
        this.#line.use(null);
      },
    });
    this.#refusal ??= new StoreError(
      "Cannot use a memory store: it is closed, open it again first",
      { code: "closed" },
    );
    return this.#closed;
  }

  hold(): void {
    this.#line.hold();
  }

  release(): void {
    this.#line.release();
  }

  lose(): void {
    this.#refusal = new StoreError(
      "Cannot use a memory store: it was lost on purpose",
      { code: "lost" },
    );
    this.#line.refuse(this.#refusal);
    this.#host?.lose(this.#refusal);
  }

  crash({ during }: CrashOptions = {}): MemoryStore {
    if (!this.#isDead) this.#survive(during);
    this.#isDead = true;
    this.#refusal = null;
    this.#line.cut();
    return new StoreInMemory(this.#parts);
  }

  #ask<Answer>(
    what: string,
    actor: ActorId | null,
    answer: (data: MemoryData) => Answer,
  ): Promise<Answer> {
    if (this.#refusal !== null) return Promise.reject(this.#refusal);
    const where = actor === null ? what : `${what} ${formatActor(actor)}`;
    return this.#line.ask({
      where,
      writes: NO_WRITES,
      answer: () => {
        this.#fail("store:failed-read", where);
        return answer(this.#parts.data);
      },
    });
  }

  #commit(where: string, writes: readonly ActorWrite[]) {
    this.#fail("store:failed-commit", where);
    const refused = this.#write(writes);
    this.#commits++;
    this.#fail("store:lost-commit", where);
    return this.#strikes("store:silent-commit", where) ? SILENCE : refused;
  }

  #write(writes: readonly ActorWrite[]): number[] {
    return this.#parts.data.commit(writes, this.#host?.runtime.now() ?? 0);
  }

  /** Writes what survives of the commits that are under way. */
  #survive(during: CrashOptions["during"]): void {
    const { commits } = this.#line;
    const [first = NO_WRITES] = commits;
    if (during === "after") this.#write(first);
    if (during === "partly") {
      this.#write(first.filter(() => this.#random() < 0.5));
    }
    if (during !== undefined) return;
    const count = Math.floor(this.#random() * (commits.length + 1));
    for (const writes of commits.slice(0, count)) this.#write(writes);
  }

  #strikes(name: StoreFaultName, where: string): boolean {
    return this.#parts.faults.decide(
      name,
      where,
      this.#host === null ? () => NEVER : () => this.#random(),
    );
  }

  /** Throws where a fault strikes. */
  #fail(name: StoreFaultName, where: string): void {
    if (!this.#strikes(name, where)) return;
    throw new StoreError(`Cannot ${where}: fault ${name}`, { code: "failed" });
  }

  #drawDelay(where: string): number {
    // Without an engine there is no time.
    if (this.#host === null || !this.#strikes("store:slow", where)) return 0;
    return Math.ceil((1 - this.#random()) * this.#parts.maxDelayMs);
  }

  #random(): number {
    return this.#host?.runtime.random() ?? 0;
  }
}

/**
 * Creates a store in memory for tests, with faults that a test has strike one
 * by one, or a seed by chance.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option or a fault has no such name.
 *
 * @example What was committed survives a crash
 * ```ts
 * import { memoryStore } from "@backstage/actors/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const actor = { type: "Account", id: "ann" };
 * const record = { bytes: Uint8Array.of(7), wakeAt: null };
 * const store = memoryStore();
 * await store.commit([{ actor, expected: 0, record }]);
 * void store.commit([{ actor, expected: 1, record: null }]);
 *
 * const next = store.crash({ during: "before" });
 * assertEquals(await next.load(actor), {
 *   version: 1,
 *   bytes: Uint8Array.of(7),
 * });
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  assertKnownOptions("memoryStore()", NAMES, options);
  const { faults = {}, maxDelayMs = DELAY_MS, maxRecordBytes } = options;
  assertOption("maxDelayMs", maxDelayMs, numberFrom(0, MAX_DELAY_MS));
  if (maxRecordBytes !== undefined) {
    const rule = wholeNumberFrom(1, MAX_FRAME_BYTES);
    assertOption("maxRecordBytes", maxRecordBytes, rule);
  }
  return new StoreInMemory({
    data: new MemoryData(),
    faults: new MemoryFaults(faults),
    maxDelayMs,
    maxRecordBytes,
  });
}
