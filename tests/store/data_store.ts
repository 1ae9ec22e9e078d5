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
  #isClosed = false;

  constructor(place: Place) {
    this.#place = place;
  }

  load(actor: ActorId): Promise<StoredRecord | null> {
    return this.#ask((data) => data.load(actor));
  }

  read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    return this.#ask((data) => data.read(actor, row));
  }

  commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    return this.#ask((data) => data.commit(writes.map(copyWrite), Date.now()));
  }

  due(query: DueQuery): Promise<readonly DueActor[]> {
    return this.#ask((data) => data.due(query));
  }

  list(query: ListQuery): Promise<readonly RecordInfo[]> {
    return this.#ask((data) => data.list(query));
  }

  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]> {
    return this.#ask((data) => data.listRows(actor, query));
  }

  expire(now: number, limit: number): Promise<number> {
    return this.#ask((data) => data.expire(now, limit));
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #ask<Answer>(answer: (data: MemoryData) => Answer): Promise<Answer> {
    if (!this.#isClosed) return Promise.resolve(answer(this.#place.data));
    const message = "Cannot use the store: it is closed, open it again";
    return Promise.reject(new StoreError(message, { code: "closed" }));
  }
}
