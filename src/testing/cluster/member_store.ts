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
} from "../../store/store.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import { askThrough } from "./gate.ts";
import type { Member } from "./member.ts";

/**
 * A store as a process has it that may stand still, or end: what it has asked
 * for is done all the same, by a server whose time is another one.
 */
export class MemberStore implements Store {
  readonly maxRecordBytes?: number;
  readonly #store: MemoryStore;
  readonly #member: Member;
  readonly #unhear: () => void;

  constructor(store: MemoryStore, member: Member) {
    const { fabric, name } = member;
    this.#store = store;
    this.#member = member;
    this.#unhear = fabric.hear(name, () => this.#noteConnection());
    this.#noteConnection();
    const { maxRecordBytes } = store;
    if (maxRecordBytes !== undefined) this.maxRecordBytes = maxRecordBytes;
  }

  open({ logger, lose }: StoreHost): void {
    const { gate, runtime } = this.#member;
    this.#store.open({
      runtime,
      logger,
      lose: (error) => gate.pass(() => lose(error)),
    });
  }

  fence(shard: number, epoch: number): Promise<void> {
    return this.#ask((store) => store.fence(shard, epoch));
  }

  load(actor: ActorId): Promise<StoredRecord | null> {
    return this.#ask((store) => store.load(actor));
  }

  read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    return this.#ask((store) => store.read(actor, row));
  }

  commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    return this.#ask((store) => store.commit(writes));
  }

  due(query: DueQuery): Promise<readonly DueActor[]> {
    return this.#ask((store) => store.due(query));
  }

  list(query: ListQuery): Promise<readonly RecordInfo[]> {
    return this.#ask((store) => store.list(query));
  }

  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]> {
    return this.#ask((store) => store.listRows(actor, query));
  }

  expire(now: number, limit: number): Promise<number> {
    return this.#ask((store) => store.expire(now, limit));
  }

  close(): Promise<void> {
    this.end();
    return this.#ask((store) => store.close());
  }

  /** Ends as its process does: what it has asked for is done. */
  end(): void {
    this.#unhear();
    this.#store.release();
  }

  #noteConnection(): void {
    const { fabric, name } = this.#member;
    if (fabric.isConnected(name)) this.#store.release();
    else this.#store.hold();
  }

  #ask<Answer>(ask: (store: MemoryStore) => Promise<Answer>): Promise<Answer> {
    return askThrough(this.#member.gate, () => ask(this.#store));
  }
}
