import {
  type ActorId,
  type ActorWrite,
  type DueActor,
  type DueQuery,
  type ListQuery,
  type RecordInfo,
  type RowName,
  type RowQuery,
  type Store,
  type StoredRecord,
  type StoredRow,
  StoreError,
} from "@backstage/actors";
import { copyWrite, MemoryData } from "../../src/store/memory/data.ts";

/** What outlives the stores over it, as a file does. */
export interface Place {
  data: MemoryData;
}

/** A store that does at once what it is asked: a right one, to be broken. */
export class DataStore implements Store {
  readonly #place: Place;
  readonly asked: string[] = [];
  #isClosed = false;

  constructor(place: Place) {
    this.#place = place;
  }

  async fence(shard: number, epoch: number): Promise<void> {
    await this.#ask("fence", (data) => data.fence(shard, epoch));
  }

  load(actor: ActorId): Promise<StoredRecord | null> {
    return this.#ask("load", (data) => data.load(actor));
  }

  read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    return this.#ask("read", (data) => data.read(actor, row));
  }

  commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    return this.#ask(
      "commit",
      (data) => data.commit(writes.map(copyWrite), Date.now()),
    );
  }

  due(query: DueQuery): Promise<readonly DueActor[]> {
    return this.#ask("due", (data) => data.due(query));
  }

  list(query: ListQuery): Promise<readonly RecordInfo[]> {
    return this.#ask("list", (data) => data.list(query));
  }

  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]> {
    return this.#ask("listRows", (data) => data.listRows(actor, query));
  }

  expire(now: number, limit: number): Promise<number> {
    return this.#ask("expire", (data) => data.expire(now, limit));
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #ask<Answer>(
    name: string,
    answer: (data: MemoryData) => Answer,
  ): Promise<Answer> {
    this.asked.push(name);
    if (!this.#isClosed) return Promise.resolve(answer(this.#place.data));
    const message = "Cannot use the store: it is closed, open it again";
    return Promise.reject(new StoreError(message, { code: "closed" }));
  }
}
