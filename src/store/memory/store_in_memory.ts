import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import { copyWrite, MemoryData } from "./data.ts";
import {
  MemoryFaults,
  type StoreFaultName,
  type StoreFaultSwitches,
} from "./faults.ts";
import { MemoryLine, SILENCE } from "./line.ts";
import {
  type CrashOptions,
  type MemoryStoreOptions,
  readMemoryOptions,
} from "./options.ts";
import {
  changeStates,
  type KeptState,
  readStates,
  toStored,
} from "./states.ts";
import type {
  ActorWrite,
  DueActor,
  DueQuery,
  ListQuery,
  RecordInfo,
  RowName,
  RowQuery,
  StoredRecord,
  StoredRow,
  StoreHost,
} from "../store.ts";
import { StoreError } from "../store_error.ts";

import type { MemoryStore } from "./memory_store.ts";

const NO_WRITES: readonly ActorWrite[] = [];

interface Parts {
  readonly data: MemoryData;
  readonly faults: MemoryFaults;
  readonly maxDelayMs: number;
  readonly maxRecordBytes: number | undefined;
  readonly maxRows: number | undefined;
}

class StoreInMemory implements MemoryStore {
  readonly maxRecordBytes?: number;
  readonly maxRows?: number;
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
    const { maxRecordBytes, maxRows } = parts;
    if (maxRows !== undefined) this.maxRows = maxRows;
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
    if (this.#isDead) {
      throw new StoreError(
        "Cannot open a memory store: it has crashed, open the one that " +
          "`crash()` has returned",
        { code: "lost" },
      );
    }
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

  fence(shard: number, epoch: number): Promise<void> {
    const what = `fence shard ${shard} with epoch ${epoch}`;
    return this.#ask(what, null, (data) => data.fence(shard, epoch));
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
    const where = (): string => nameCommit(writes);
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
      where: () => "close",
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

  getStates(actor: ActorId): Promise<ReadonlyMap<string, KeptState>> {
    const read = (data: MemoryData): Map<string, KeptState> =>
      readStates(data.load(actor)?.bytes ?? null);
    return this.#ask("read states of", actor, read);
  }

  async putStates(
    actor: ActorId,
    states: Readonly<Record<string, KeptState>>,
  ): Promise<void> {
    const stored = toStored(states);
    const change = (bytes: Uint8Array | null): Uint8Array =>
      changeStates(bytes, stored);
    const write = (data: MemoryData): void =>
      data.change(actor, change, this.#now());
    await this.#ask("write states of", actor, write);
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

  share(options: MemoryStoreOptions = {}): MemoryStore {
    return makeStore(this.#parts.data, options);
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
    const where = (): string =>
      actor === null ? what : `${what} ${formatActor(actor)}`;
    return this.#line.ask({
      where,
      writes: NO_WRITES,
      answer: () => {
        this.#fail("store:failed-read", where);
        return answer(this.#parts.data);
      },
    });
  }

  #commit(where: () => string, writes: readonly ActorWrite[]) {
    this.#fail("store:failed-commit", where);
    assertRows(writes, this.maxRows);
    const refused = this.#write(writes);
    this.#commits++;
    this.#fail("store:lost-commit", where);
    return this.#strikes("store:silent-commit", where) ? SILENCE : refused;
  }

  #write(writes: readonly ActorWrite[]): number[] {
    return this.#parts.data.commit(writes, this.#now());
  }

  #now(): number {
    return this.#host?.runtime.now() ?? 0;
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

  #strikes(name: StoreFaultName, where: () => string): boolean {
    return this.#parts.faults.decide(name, where, this.#host?.runtime);
  }

  /** Throws where a fault strikes. */
  #fail(name: StoreFaultName, where: () => string): void {
    if (!this.#strikes(name, where)) return;
    const message = `Cannot ${where()}: fault ${name}`;
    throw new StoreError(message, { code: "failed" });
  }

  #drawDelay(where: () => string): number {
    // Without an engine there is no time.
    if (this.#host === null || !this.#strikes("store:slow", where)) return 0;
    return Math.ceil((1 - this.#random()) * this.#parts.maxDelayMs);
  }

  #random(): number {
    return this.#host?.runtime.random() ?? 0;
  }
}

function assertRows(writes: readonly ActorWrite[], most = Infinity): void {
  for (const { actor, rows = [] } of writes) {
    if (rows.length <= most) continue;
    throw new StoreError(
      `Cannot commit ${formatActor(actor)}: it has ${rows.length} rows, and ` +
        `at most ${most} are taken`,
      { code: "failed" },
    );
  }
}

function nameCommit(writes: readonly ActorWrite[]): string {
  return writes.length === 1
    ? `commit ${formatActor(writes[0]!.actor)}`
    : `commit ${writes.length} actors`;
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
  return makeStore(new MemoryData(), options);
}

function makeStore(data: MemoryData, options: MemoryStoreOptions): MemoryStore {
  return new StoreInMemory({ data, ...readMemoryOptions(options) });
}
