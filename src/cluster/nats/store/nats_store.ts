import { nuid } from "@nats-io/transport-node";
import type { Logger } from "../../../base/logger.ts";
import { type Runtime, systemRuntime } from "../../../base/runtime.ts";
import type { ActorId } from "../../../envelope/actor_id.ts";
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
} from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";
import { Connection } from "../connection.ts";
import { MAX_ROWS } from "./drafting.ts";
import { DueIndex } from "./due_index.ts";
import { type AskedFence, Fencing } from "./fencing.ts";
import { checkFormat } from "./format.ts";
import { Guard } from "./guard.ts";
import { KnownStates } from "./known_states.ts";
import { Line } from "./line.ts";
import { Link } from "./link.ts";
import { Listing } from "./listing.ts";
import { readRow, readState } from "./message.ts";
import {
  type NatsStoreOptions,
  type NatsStoreSettings,
  readNatsStoreOptions,
} from "./options.ts";
import { Sender } from "./sender.ts";
import { StoreStream } from "./stream.ts";
import { Subjects } from "./subjects.ts";
import { Writer } from "./writer.ts";

/** How long NATS may be away until a commit, or a question, is given up. */
const COMMIT_MS = 120_000;
const QUESTION_MS = 30_000;

/** What a store is like. */
type StoreSettings = Pick<
  NatsStoreSettings,
  "maxRecordBytes" | "name" | "replicas"
>;

/** What is there once a store is connected. */
interface Open {
  readonly link: Link;
  readonly stream: StoreStream;
  readonly known: KnownStates;
  readonly index: DueIndex;
  readonly listing: Listing;
  readonly sender: Sender;
  readonly writer: Writer;
  readonly fencing: Fencing;
}

/** Durable actors in a stream of JetStream. */
export class NatsStore implements Store {
  readonly maxRecordBytes: number;
  readonly maxRows: number = MAX_ROWS;
  readonly #connection: Connection;
  readonly #settings: StoreSettings;
  readonly #subjects: Subjects;
  #line = new Line();
  #host: StoreHost | null = null;
  #open: Promise<Open> | null = null;
  /** Why it does nothing, if so. */
  #refusal: StoreError | null = null;
  #closed: Promise<void> | null = null;
  /** Fences that others may be added to. */
  #raising: AskedFence[] | null = null;

  /** Creates one over a connection, which it opens when it needs it. */
  constructor(connection: Connection, settings: StoreSettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.#subjects = new Subjects(settings.name);
    this.maxRecordBytes = settings.maxRecordBytes;
  }

  open(host: StoreHost): void {
    if (this.#host !== null) {
      throw new StoreError(
        `Cannot open store "${this.#settings.name}": another engine has this ` +
          "one open; give each one of its own",
        { code: "locked" },
      );
    }
    this.#host = host;
    this.#refusal = null;
    this.#closed = null;
  }

  fence(shard: number, epoch: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const asked: AskedFence = { shard, epoch, resolve, reject };
    // Those that are asked for in a row are raised together.
    const raising = this.#raising;
    const isOther = raising?.every((one) => one.shard !== shard) ?? false;
    if (isOther) raising!.push(asked);
    else this.#raise([asked]);
    return promise;
  }

  load(actor: ActorId): Promise<StoredRecord | null> {
    const subject = this.#subjects.record(actor);
    return this.#read(subject, async ({ known, stream }, until) => {
      const kept = await stream.get(subject, until);
      const state = readState(kept);
      known.note(subject, state);
      if (kept === null || state.version === 0) return null;
      return { version: state.version, bytes: kept.bytes };
    });
  }

  read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    const key = this.#subjects.record(actor);
    return this.#read(key, async ({ stream }, until) => {
      const kept = await stream.get(this.#subjects.row(actor, row), until);
      return readRow(kept, this.#subjects);
    });
  }

  commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    const keys = writes.map(({ actor }) => this.#subjects.record(actor));
    return this.#write(
      keys,
      ({ writer }, until) => writer.commit(writes, until),
    );
  }

  due(query: DueQuery): Promise<readonly DueActor[]> {
    return this.#read(null, ({ index }, until) => index.list(query, until));
  }

  list(query: ListQuery): Promise<readonly RecordInfo[]> {
    return this.#read(null, ({ listing }, until) => listing.list(query, until));
  }

  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]> {
    const key = this.#subjects.record(actor);
    return this.#read(
      key,
      ({ listing }, until) => listing.listRows(actor, query, until),
    );
  }

  expire(now: number, limit: number): Promise<number> {
    return this.#write(
      null,
      ({ listing }, until) => listing.expire(now, limit, until),
    );
  }

  close(): Promise<void> {
    if (this.#closed !== null) return this.#closed;
    this.#refusal ??= new StoreError(
      `Cannot use store "${this.#settings.name}": it is closed, open it again`,
      { code: "closed" },
    );
    return this.#closed = this.#end();
  }

  /** Raises fences, and those that are asked for before anything else is. */
  #raise(all: AskedFence[]): void {
    const raised = this.#write(null, ({ fencing }, until) => {
      if (this.#raising === all) this.#raising = null;
      return fencing.raise(all, until);
    });
    this.#raising = all;
    raised.catch((error) => {
      if (this.#raising === all) this.#raising = null;
      for (const asked of all) asked.reject(error);
    });
  }

  get #runtime(): Runtime {
    return this.#host?.runtime ?? systemRuntime;
  }

  #read<Answer>(
    key: string | null,
    question: (open: Open, until: number) => Promise<Answer>,
  ): Promise<Answer> {
    this.#raising = null;
    if (this.#refusal !== null) return Promise.reject(this.#refusal);
    return this.#line.read(key, () => this.#ask(QUESTION_MS, question));
  }

  #write<Answer>(
    keys: readonly string[] | null,
    change: (open: Open, until: number) => Promise<Answer>,
  ): Promise<Answer> {
    this.#raising = null;
    if (this.#refusal !== null) return Promise.reject(this.#refusal);
    return this.#line.write(keys, () => this.#ask(COMMIT_MS, change));
  }

  async #ask<Answer>(
    patienceMs: number,
    question: (open: Open, until: number) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      const until = this.#runtime.now() + patienceMs;
      const open = await this.#connect();
      await open.sender.clear(until);
      return await question(open, until);
    } catch (error) {
      if (error instanceof StoreError && error.code === "lost") {
        this.#lose(error);
      }
      throw error;
    }
  }

  /** Learns that its stream is gone: the engine stops. */
  #lose(error: StoreError): void {
    if (this.#refusal !== null) return;
    this.#refusal = error;
    this.#host?.lose(error);
  }

  /** Connects, unless it has; a connection that failed is tried anew. */
  #connect(): Promise<Open> {
    return this.#open ??= this.#begin().catch((error) => {
      this.#open = null;
      throw error;
    });
  }

  async #begin(): Promise<Open> {
    const runtime = this.#runtime;
    const logger: Logger = this.#host?.logger ?? console;
    const until = runtime.now() + QUESTION_MS;
    const link = await Link.open(this.#connection, { runtime, logger });
    try {
      const subjects = this.#subjects;
      const stream = await StoreStream.open(
        ...[link, subjects, this.#settings, until] as const,
      );
      await checkFormat(stream, until);
      const guard = new Guard(stream, nuid.next());
      const index = new DueIndex(stream, guard);
      const known = new KnownStates();
      const sender = new Sender({ stream, guard, index });
      const parts = { stream, guard, known, index, sender };
      const writer = new Writer(parts);
      const fencing = new Fencing(parts);
      const listing = new Listing(stream);
      return { link, ...parts, writer, fencing, listing };
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  async #end(): Promise<void> {
    await this.#line.settle();
    const open = this.#open;
    this.#open = null;
    this.#host = null;
    const connected = await open?.catch(() => null);
    await connected?.link.close();
  }
}

/**
 * Keeps durable actors in a stream of NATS JetStream, which the engines of a
 * cluster share. It needs a server of version 2.12.1 or later, and connects
 * when it is asked for something.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option has no such name, or `name` is none.
 *
 * @example Describe a store
 * ```ts
 * import { natsStore } from "@backstage/actors/nats";
 * import { assertEquals } from "@std/assert";
 *
 * // Nothing is connected before it is asked for something.
 * const servers = ["10.0.0.1:4222", "10.0.0.2:4222", "10.0.0.3:4222"];
 * const store = natsStore({ servers, name: "shop", replicas: 3 });
 * assertEquals(store.maxRecordBytes, 768 * 1_024);
 * await store.close?.();
 * ```
 */
export function natsStore(options: NatsStoreOptions): Store {
  const settings = readNatsStoreOptions(options);
  return new NatsStore(new Connection(settings.connection), settings);
}
