import type { TimerQueue } from "../../actor/timer/timer_queue.ts";
import { RETRY_MAX_MS, RETRY_MIN_MS, WAKE_WINDOW } from "../../base/limits.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { DueActor, DueQuery, Store } from "../../store/store.ts";

/** What looking for due actors asks of its engine. */
export interface DueHost {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly store: Pick<Store, "due">;
  /** The shards whose actors it wakes; `undefined` where that is all. */
  shards(): readonly number[] | undefined;
}

/** Of the actors that are due in a store, those that are due next. */
export class DueWindow {
  readonly #host: DueHost;
  readonly #queue: TimerQueue;
  readonly #take: (due: readonly DueActor[]) => void;
  // All that is due until then is known; before the first look nothing is.
  #horizon = -Infinity;
  #after: DueActor | undefined = undefined;
  #isLooking = false;
  // Whether what is being looked at must be looked at anew.
  #isStale = false;
  #failures = 0;
  #isClosed = false;

  /** Creates one that tells what it finds, and waits in a queue. */
  constructor(
    host: DueHost,
    queue: TimerQueue,
    take: (due: readonly DueActor[]) => void,
  ) {
    this.#host = host;
    this.#queue = queue;
    this.#take = take;
  }

  /** Whether the store is asked just now. */
  get isLooking(): boolean {
    return this.#isLooking;
  }

  /** Whether an actor that is due then is known, or else found by a look. */
  mustKnow(wakeAt: number): boolean {
    return wakeAt <= this.#horizon || this.#isLooking;
  }

  /** Learns that those which are due later than that are forgotten. */
  forgetFrom(wakeAt: number): void {
    this.#horizon = Math.min(this.#horizon, wakeAt);
    // Before all actors that are due then: those that are known are passed.
    this.#after = { actor: { type: "", id: "" }, wakeAt };
    if (this.#isLooking) this.#isStale = true;
  }

  /** Asks the store for those that are due next, unless it has no more. */
  look(): void {
    if (this.#isLooking || this.#isClosed || this.#horizon === Infinity) return;
    const shards = this.#host.shards();
    if (shards?.length === 0) return void (this.#horizon = Infinity);
    this.#isLooking = true;
    this.#isStale = false;
    const query: DueQuery = {
      until: Number.MAX_SAFE_INTEGER,
      limit: WAKE_WINDOW,
      after: this.#after,
      shards,
    };
    // What a driver throws is as good as a rejection.
    Promise.try(() => this.#host.store.due(query)).then(
      (due) => this.#conclude(due),
      (error) => this.#tryLater(error),
    );
  }

  /** Looks anew from the first one on. */
  lookAgain(): void {
    this.#after = undefined;
    this.#horizon = -Infinity;
    if (this.#isLooking) this.#isStale = true;
    else this.look();
  }

  /** Looks no more. */
  close(): void {
    this.#isClosed = true;
  }

  #conclude(due: readonly DueActor[]): void {
    this.#isLooking = false;
    this.#failures = 0;
    if (this.#isClosed) return;
    if (this.#isStale) return this.look();
    // Before they are taken: some may be too many, and forgotten again.
    const last = due.length < WAKE_WINDOW ? undefined : due.at(-1);
    this.#horizon = last?.wakeAt ?? Infinity;
    this.#after = last;
    this.#take(due);
  }

  /** Asks again in a while; what is noted meanwhile is not missed. */
  #tryLater(error: unknown): void {
    if (this.#isClosed) return;
    const { logger, runtime } = this.#host;
    logger.error("Looking for due reminders and sends failed:", error);
    const delayMs = RETRY_MIN_MS * 2 ** this.#failures++;
    this.#queue.add({
      dueAt: runtime.now() + Math.min(delayMs, RETRY_MAX_MS),
      place: -1,
      order: 0,
      fire: () => {
        this.#isLooking = false;
        this.look();
      },
    });
  }
}
