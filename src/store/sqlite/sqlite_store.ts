import { quote } from "../../base/escape_controls.ts";
import { systemRuntime } from "../../base/runtime.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
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
} from "../store.ts";
import { StoreError } from "../store_error.ts";
import { Connection } from "./connection.ts";
import type { SqliteSettings } from "./settings.ts";
import type { StartThread } from "./thread.ts";
import {
  unpackDue,
  unpackFoundRow,
  unpackInfo,
  unpackList,
  unpackRecord,
  unpackRow,
} from "./wire/answer.ts";
import { packCommit } from "./wire/commit.ts";
import type { Packer } from "./wire/packer.ts";
import {
  packActor,
  packDueQuery,
  packListQuery,
  packRowName,
  packRowQuery,
  QUESTION,
  type Question,
} from "./wire/question.ts";
import type { Unpacker } from "./wire/unpacker.ts";

/** A store in a file of SQLite. */
export interface SqliteStore extends Store, AsyncDisposable {
  /**
   * Copies the file while commits go on: to a new file, which has all that was
   * committed before this was called, and is a whole database by itself.
   *
   * It needs `--allow-write` of that file. Where it fails, or is cut off,
   * nothing is left that could be taken for a backup.
   *
   * @throws {StoreError} If there is such a file already, it may not be
   * written, or the disk is full.
   */
  backup(path: string): Promise<void>;
}

/** Asks a thread for what an engine asks of its store. */
export class SqliteFile implements SqliteStore {
  readonly #settings: SqliteSettings;
  readonly #start: StartThread;
  #host: StoreHost | null = null;
  #connection: Connection | null = null;
  #closed: Promise<void> | null = null;

  /** Prepares to open a file, once it is asked for anything. */
  constructor(settings: SqliteSettings, start: StartThread) {
    this.#settings = settings;
    this.#start = start;
  }

  open(host: StoreHost): void {
    if (this.#host !== null) {
      throw new StoreError(
        `Cannot open ${this.#name}: another engine has it open; stop that ` +
          "first, or give each a file of its own",
        { code: "locked" },
      );
    }
    this.#host = host;
    if (this.#closed !== null) this.#connection = null;
    this.#closed = null;
    this.#connect();
  }

  load(actor: ActorId): Promise<StoredRecord | null> {
    const { load } = QUESTION;
    return this.#ask(load, (to) => packActor(actor, to), unpackRecord);
  }

  read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    return this.#ask(QUESTION.read, (to) => {
      packActor(actor, to);
      packRowName(row, to);
    }, unpackRow);
  }

  commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    const now = (this.#host?.runtime ?? systemRuntime).now();
    return this.#ask(
      QUESTION.commit,
      (to) => packCommit(writes, now, to),
      (from) => unpackList(from, unpackPlace),
    );
  }

  due(query: DueQuery): Promise<readonly DueActor[]> {
    return this.#ask(
      QUESTION.due,
      (to) => packDueQuery(query, to),
      (from) => unpackList(from, unpackDue),
    );
  }

  list(query: ListQuery): Promise<readonly RecordInfo[]> {
    return this.#ask(
      QUESTION.list,
      (to) => packListQuery(query, to),
      (from) => unpackList(from, unpackInfo),
    );
  }

  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]> {
    return this.#ask(QUESTION.listRows, (to) => {
      packActor(actor, to);
      packRowQuery(query, to);
    }, (from) => unpackList(from, unpackFoundRow));
  }

  expire(now: number, limit: number): Promise<number> {
    return this.#ask(QUESTION.expire, (to) => {
      to.number(now);
      to.number(limit);
    }, (from) => from.integer());
  }

  backup(path: string): Promise<void> {
    return this.#ask(QUESTION.backup, (to) => to.text(path), () => {});
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #name(): string {
    return quote(this.#settings.path);
  }

  async #close(): Promise<void> {
    try {
      await this.#connection?.close();
    } finally {
      this.#host = null;
    }
  }

  #ask<Answer>(
    question: Question,
    pack: (to: Packer) => void,
    unpack: (from: Unpacker) => Answer,
  ): Promise<Answer> {
    if (this.#closed === null) {
      return this.#connect().ask(question, pack, unpack);
    }
    const message = `Cannot use ${this.#name}: it is closed; open it again`;
    return Promise.reject(new StoreError(message, { code: "closed" }));
  }

  #connect(): Connection {
    this.#connection ??= new Connection(
      this.#settings,
      this.#start,
      (error) => this.#host?.lose(error),
    );
    return this.#connection;
  }
}

function unpackPlace(from: Unpacker): number {
  return from.integer();
}
