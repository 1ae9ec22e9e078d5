import { ClusterError } from "../../base/cluster_error.ts";
import type { RuntimeTimer } from "../../base/runtime.ts";
import type { MemoryBucket } from "./bucket.ts";
import type { LeaseEntry, Leases, LeasesHost } from "../port/leases.ts";

/** A question that is not answered yet. */
interface Question {
  /** Rejects where the answer does not come in time. */
  readonly timer: RuntimeTimer;
  reject(error: Error): void;
}

/** One node's connection to a {@linkcode MemoryBucket}. */
export class MemoryLeases implements Leases {
  readonly #bucket: MemoryBucket;
  readonly #questions = new Set<Question>();
  #host: LeasesHost | null = null;
  #unwatch: (() => void) | null = null;
  /** The revision that the node has learned of. */
  #seen = 0;
  /** Whether it has learned of what was there at first. */
  #isComplete = false;
  #isConnected = true;
  #isClosed = false;
  /** What has come while the node was paused; `null` while it is not. */
  #kept: (() => void)[] | null = null;

  /** Creates the connection, which is not open yet. */
  constructor(bucket: MemoryBucket) {
    this.#bucket = bucket;
  }

  async open(shards: number, host: LeasesHost): Promise<void> {
    await this.#ask("open it", () => this.#bucket.admit(shards));
    this.#host = host;
    this.#unwatch = this.#bucket.watch(() => this.#catchUpLater());
    this.#catchUpLater();
  }

  write(
    key: string,
    bytes: Uint8Array,
    expected: number,
  ): Promise<number | null> {
    const copy = bytes.slice();
    return this.#ask(
      `write ${key}`,
      () => this.#bucket.compareAndSet(key, copy, expected),
    );
  }

  remove(key: string, expected: number): Promise<boolean> {
    return this.#ask(
      `delete ${key}`,
      () =>
        expected > 0 &&
        this.#bucket.compareAndSet(key, null, expected) !== null,
    );
  }

  read(key: string): Promise<LeaseEntry | null> {
    return this.#ask(`read ${key}`, () => copyEntry(this.#bucket.get(key)));
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#host = null;
    this.#unwatch?.();
    const error = this.#makeError("use it", "closed");
    for (const { timer, reject } of this.#questions) {
      timer.cancel();
      reject(error);
    }
    this.#questions.clear();
    return Promise.resolve();
  }

  /** Cuts the connection: what is under way may be lost, on either way. */
  cut(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#tell((host) => host.noteConnected(false));
  }

  /** Mends it, and tells of what has changed meanwhile. */
  mend(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.#tell((host) => host.noteConnected(true));
    this.#catchUpLater();
  }

  /** Keeps from the node what comes for it, as if it were stopped. */
  pause(): void {
    this.#kept ??= [];
  }

  /** Hands it what has come meanwhile. */
  resume(): void {
    const kept = this.#kept ?? [];
    this.#kept = null;
    for (const callback of kept) callback();
  }

  /** Ends as the process does: it asks, answers and tells nothing any more. */
  crash(): void {
    this.#isClosed = true;
    this.#host = null;
    this.#unwatch?.();
    for (const { timer } of this.#questions) timer.cancel();
    this.#questions.clear();
  }

  /** Loses the bucket for good. */
  lose(): void {
    const error = this.#makeError("use it", "unreachable");
    this.#tell((host) => host.lose(error));
  }

  /** Has something done where the bucket is, and answers. */
  #ask<Answer>(what: string, act: () => Answer): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(this.#makeError(what, "closed"));
    return new Promise((resolve, reject) => {
      const fail = (): void =>
        settle(() => reject(this.#makeError(what, "unreachable")));
      const timer = this.#after(this.#bucket.faults.timeoutMs, fail);
      const question = { timer, reject };
      this.#questions.add(question);
      const settle = (callback: () => void): void =>
        this.#deliver(() => {
          if (!this.#questions.delete(question)) return;
          timer.cancel();
          callback();
        });
      this.#travel(() => this.#act(act, resolve, reject, settle));
    });
  }

  /** Does it and brings the answer back, unless either is lost. */
  #act<Answer>(
    act: () => Answer,
    resolve: (answer: Answer) => void,
    reject: (error: unknown) => void,
    settle: (callback: () => void) => void,
  ): void {
    try {
      const answer = act();
      this.#travel(() => settle(() => resolve(answer)));
    } catch (error) {
      this.#travel(() => settle(() => reject(error)));
    }
  }

  /** Goes one way between the node and the bucket, if it is not lost. */
  #travel(arrive: () => void): void {
    const { runtime, faults } = this.#bucket;
    if (faults.loss > 0 && runtime.random() < faults.loss) return;
    this.#after(this.#draw(faults.delayMs), () => {
      if (!this.#isConnected) return;
      const { stalledMs } = this.#bucket;
      if (stalledMs === 0) return arrive();
      // Some of what reaches no leader is kept for the next one.
      if (runtime.random() < 0.5) this.#after(stalledMs, arrive);
    });
  }

  #catchUpLater(): void {
    const { faults, stalledMs } = this.#bucket;
    const delayMs = stalledMs + this.#draw(faults.watchDelayMs);
    this.#after(delayMs, () => {
      if (this.#isConnected && this.#unwatch !== null) this.#catchUp();
    });
  }

  /** Tells of all that has changed since it was told last. */
  #catchUp(): void {
    const entries = this.#bucket.listSince(this.#seen);
    this.#seen = this.#bucket.revision;
    const isFirst = !this.#isComplete;
    this.#isComplete = true;
    this.#tell((host) => {
      for (const entry of entries) {
        if (isFirst && entry.bytes === null) continue;
        host.noteEntry(copyEntry(entry));
      }
      if (isFirst) host.noteComplete();
    });
  }

  #deliver(callback: () => void): void {
    if (this.#kept !== null) this.#kept.push(callback);
    else callback();
  }

  #tell(tell: (host: LeasesHost) => void): void {
    this.#deliver(() => {
      if (this.#host !== null) tell(this.#host);
    });
  }

  #draw([least, most]: readonly [number, number]): number {
    if (most <= least) return least;
    return least + this.#bucket.runtime.random() * (most - least);
  }

  #after(delayMs: number, callback: () => void): RuntimeTimer {
    return this.#bucket.runtime.setTimer(delayMs, callback);
  }

  #makeError(what: string, code: "closed" | "unreachable"): ClusterError {
    const state = code === "closed" ? "it is closed" : "it does not answer";
    return new ClusterError(`Cannot ${what} in a memory bucket: ${state}`, {
      code,
    });
  }
}

function copyEntry<Entry extends LeaseEntry | null>(entry: Entry): Entry {
  if (entry === null) return entry;
  return { ...entry, bytes: entry.bytes?.slice() ?? null };
}
