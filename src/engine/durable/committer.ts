import type { CommitSource, Committer } from "../../actor/port/committer.ts";
import { readThrownMessage } from "../../base/thrown.ts";
import type { Logger } from "../../base/logger.ts";
import { SLOW_COMMIT_MS } from "../../base/limits.ts";
import type { Runtime } from "../../base/runtime.ts";
import { CommitCounts } from "./commit_counts.ts";
import { Expiry } from "./expiry.ts";
import { RecordBatch } from "../../store/record_batch.ts";
import type { ActorWrite, Store } from "../../store/store.ts";

/** The parts of an engine that writing for its actors needs. */
export interface CommitterParts {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly settings: {
    readonly store: Store | null;
    /** How many turns may be ahead of their commits. */
    readonly maxUncommitted: number;
  };
  readonly scheduler: {
    /** Learns that something is under way that is no turn. */
    markBusy(): void;
    markIdle(): void;
  };
}

/** Fewer actors than these do not begin a commit before their run is over. */
const LEAST_EARLY = 64;

/** What is written at once, and for whom. */
interface Batch {
  readonly sources: readonly CommitSource[];
  readonly writes: readonly ActorWrite[];
  /** When the first of them began to wait, and when the store was asked. */
  readonly waitsSince: number;
  readonly askedAt: number;
}

/**
 * Writes for all actors of an engine: one commit at a time, and all that comes
 * meanwhile with the next.
 */
export class GroupCommitter implements Committer {
  /** What it has committed so far. */
  readonly counts: CommitCounts = new CommitCounts();
  readonly #parts: CommitterParts;
  // The records of the next commit, and those of the one under way.
  #batch = new RecordBatch();
  #lastBatch = new RecordBatch();
  #waiting: CommitSource[] = [];
  #isCommitting = false;
  // Whether it begins once what runs now has run.
  #isDeferred = false;
  // How many actors the last one was for.
  #lastSize = 0;
  // The turns that no commit has taken yet, and those of the one under way.
  #ahead = 0;
  #underWay = 0;
  // When the first of those that wait has come.
  #waitsSince = 0;
  #whenRoom: (() => void)[] = [];
  readonly #expiry: Expiry | null;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
    const { store } = parts.settings;
    this.#expiry = store === null ? null : new Expiry(store, parts);
  }

  get batch(): RecordBatch {
    return this.#batch;
  }

  /** How many turns are ahead of their commits. */
  get uncommitted(): number {
    return this.#ahead + this.#underWay;
  }

  get isFull(): boolean {
    return this.uncommitted >= this.#parts.settings.maxUncommitted;
  }

  add(source: CommitSource): void {
    const { length } = this.#waiting;
    if (length === 0) this.#waitsSince = this.#parts.runtime.now();
    this.#waiting.push(source);
    if (!this.#isCommitting) this.#defer();
    else if (this.#isDeferred && this.#isEnough) this.#begin(this.#take());
  }

  /** Lets what else changes in this run be written with it. */
  #defer(): void {
    this.#isCommitting = this.#isDeferred = true;
    this.#parts.scheduler.markBusy();
    this.#parts.runtime.defer(() => {
      if (this.#isDeferred) this.#begin(this.#take());
    });
  }

  /**
   * Whether what waits is worth a commit by itself. Half of what the last one
   * wrote is: else all callers would wait for one commit, while turns wait for
   * callers, by turns.
   */
  get #isEnough(): boolean {
    const { length } = this.#waiting;
    return length >= LEAST_EARLY && length >= this.#lastSize / 2;
  }

  countTurn(): void {
    this.#ahead++;
  }

  awaitRoom(callback: () => void): void {
    if (this.isFull) this.#whenRoom.push(callback);
    else callback();
  }

  /** Takes all that is to be written by now; `null` where nothing is. */
  #take(): Batch | null {
    const sources: CommitSource[] = [];
    const writes: ActorWrite[] = [];
    const [waiting, batch] = [this.#waiting, this.#batch];
    this.#waiting = [];
    // The commit before has settled: its bytes are not looked at any more.
    [this.#batch, this.#lastBatch] = [this.#lastBatch, batch];
    this.#batch.clear();
    for (const source of waiting) {
      const write = source.takeWrite(batch);
      if (write === null) continue;
      sources.push(source);
      writes.push(write);
    }
    this.#underWay = this.#ahead;
    this.#ahead = 0;
    if (sources.length === 0) return null;
    const waitsSince = this.#waitsSince;
    return { sources, writes, waitsSince, askedAt: this.#parts.runtime.now() };
  }

  #begin(batch: Batch | null): void {
    this.#isDeferred = false;
    if (batch === null) return this.#rest();
    this.#lastSize = batch.sources.length;
    const { settings: { store }, runtime } = this.#parts;
    const late = runtime.setTimer(SLOW_COMMIT_MS, () => this.#warn(batch));
    late.unref?.();
    // What a driver throws is as good as a rejection.
    Promise.try(() => store!.commit(batch.writes)).then(
      (refused) => {
        late.cancel();
        this.#conclude(batch, refused);
      },
      (error) => {
        late.cancel();
        this.#lose(batch, error);
      },
    );
  }

  /** Tells that a store is silent: no durable actor can answer meanwhile. */
  #warn({ sources }: Batch): void {
    this.#parts.logger.warn(
      `The store has not answered a commit of ${sources.length} actors for ` +
        `${SLOW_COMMIT_MS} ms; what durable actors answer waits for it`,
    );
  }

  /** Lets the next commit begin, and what waited for the last one leave. */
  #conclude(batch: Batch, refused: readonly number[]): void {
    const { sources, writes } = batch;
    this.#count(batch, true);
    const lost = new Set(refused.map((place) => sources[place]));
    const stored = lost.size === 0
      ? sources
      : sources.filter((source) => !lost.has(source));
    for (const source of stored) source.noteCommitted();
    let fenced = 0;
    for (const place of refused) {
      // None but its node writes an actor, unless its shard is another's now.
      if (writes[place]?.shard !== undefined) {
        fenced++;
        sources[place]?.noteFenced();
      } else sources[place]?.noteLost(undefined);
    }
    if (fenced > 0) this.#tellFenced(fenced);
    this.#goOn(stored);
    this.#expiry?.noteCommit();
  }

  /** Tells of writes that came too late, as they may in any cluster. */
  #tellFenced(count: number): void {
    this.counts.fenced += count;
    this.#parts.logger.warn(
      `The store has refused writes of ${count} actors, whose shards have ` +
        "other owners by now; the actors go on there",
    );
  }

  #lose(batch: Batch, error: unknown): void {
    const { sources } = batch;
    this.#count(batch, false);
    const reason = readThrownMessage(error);
    this.#parts.logger.error(
      `A commit of ${sources.length} actors failed, or its outcome is not ` +
        `known; each begins anew with what is stored: ${reason}`,
    );
    for (const source of sources) source.noteLost(error);
    this.#goOn([]);
  }

  #count({ writes, waitsSince, askedAt }: Batch, isStored: boolean): void {
    let bytes = 0;
    for (const { record } of writes) bytes += record?.bytes.length ?? 0;
    const now = this.#parts.runtime.now();
    this.counts.add({
      isStored,
      actors: writes.length,
      turns: this.#underWay,
      bytes,
      storeMs: now - askedAt,
      waitMs: now - waitsSince,
    });
  }

  #goOn(stored: readonly CommitSource[]): void {
    this.#underWay = 0;
    const next = this.#take();
    if (next !== null) this.#begin(next);
    for (const source of stored) this.#release(source);
    // Who waits for an idle engine must see what was let go.
    if (next === null) this.#rest();
    const waiting = this.#whenRoom;
    this.#whenRoom = [];
    for (const callback of waiting) this.awaitRoom(callback);
  }

  #release(source: CommitSource): void {
    try {
      source.release();
    } catch (error) {
      // It must not keep back what other actors let go.
      this.#parts.logger.error("What a commit let go has thrown:", error);
    }
  }

  #rest(): void {
    this.#underWay = 0;
    this.#isCommitting = false;
    // What was let go may have changed something meanwhile.
    const first = this.#waiting.shift();
    if (first !== undefined) this.add(first);
    this.#parts.scheduler.markIdle();
  }
}
