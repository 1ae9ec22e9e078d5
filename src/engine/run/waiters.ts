interface Waiter {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
}

/** Those who wait for the engine to reach some state. */
export class Waiters {
  readonly #waiters = new Set<Waiter>();
  #isClosed = false;

  /** Resolves once `isDone` holds when {@linkcode check} is called. */
  until(isDone: () => boolean): Promise<void> {
    if (this.#isClosed || isDone()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.add({ isDone, resolve });
    return promise;
  }

  /** Looks again at what each waiter waits for. */
  check(): void {
    if (this.#waiters.size === 0) return;
    for (const waiter of this.#waiters) {
      if (!waiter.isDone()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /** Lets every waiter go, now and later: its state may never come. */
  close(): void {
    this.#isClosed = true;
    for (const { resolve } of this.#waiters) resolve();
    this.#waiters.clear();
  }
}
