import type { RecordBatch } from "../../store/record_batch.ts";
import type { ActorWrite } from "../../store/store.ts";

/** An actor that has something to write. */
export interface CommitSource {
  /** Takes all that is to be written by now; `null` where nothing is. */
  takeWrite(batch: RecordBatch): ActorWrite | null;
  /** Learns that it is written, before {@linkcode release}. */
  noteCommitted(): void;
  /** Lets go of what has waited for that. */
  release(): void;
  /** Learns that it is not written, for its shard has another owner. */
  noteFenced(): void;
  /** Learns that it is not written, or that it is not known whether it is. */
  noteLost(cause: unknown): void;
}

/** What writes for all actors of an engine, many at once. */
export interface Committer {
  /** Where records are encoded that go with the next commit. */
  readonly batch: RecordBatch;
  /** Whether so many turns are ahead of their commits that actors wait. */
  readonly isFull: boolean;
  /** Has an actor's write taken with the next commit. */
  add(source: CommitSource): void;
  /** Counts a turn whose commit is yet to come. */
  countTurn(): void;
  /** Calls back once when there is room for more turns. */
  awaitRoom(callback: () => void): void;
}
