/** What is asked of a store: all of it, or one actor. */
type Key = string | null;

interface Reading {
  readonly key: Key;
  readonly ended: Promise<unknown>;
}

/**
 * Keeps what is asked of a store in its order where that matters: writes are
 * done one by one, and none overtakes a look at what it changes, or the other
 * way round.
 */
export class Line {
  #lastWrite: Promise<unknown> = Promise.resolve();
  // How many writes of each actor, or of all, are not done yet.
  readonly #writing = new Map<Key, number>();
  readonly #readings = new Set<Reading>();

  /** Looks at one actor, or at all. */
  read<Answer>(key: Key, question: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#isWriting(key)
      ? this.#lastWrite.then(question)
      : question();
    const reading = { key, ended: settle(answer) };
    this.#readings.add(reading);
    void reading.ended.then(() => this.#readings.delete(reading));
    return answer;
  }

  /** Changes some actors, or any. */
  write<Answer>(
    keys: readonly string[] | null,
    change: () => Promise<Answer>,
  ): Promise<Answer> {
    const all: readonly Key[] = keys ?? [null];
    const before = this.#findReadings(keys);
    for (const key of all) this.#count(key, 1);
    const answer = Promise.all([this.#lastWrite, ...before]).then(change);
    this.#lastWrite = settle(answer).then(() => {
      for (const key of all) this.#count(key, -1);
    });
    return answer;
  }

  /** Resolves when all that was asked is done. */
  async settle(): Promise<void> {
    const readings = Array.from(this.#readings, ({ ended }) => ended);
    await Promise.all([this.#lastWrite, ...readings]);
  }

  #isWriting(key: Key): boolean {
    if (key === null) return this.#writing.size > 0;
    return this.#writing.has(key) || this.#writing.has(null);
  }

  #findReadings(keys: readonly string[] | null): Promise<unknown>[] {
    if (this.#readings.size === 0) return [];
    const changed = keys === null ? null : new Set(keys);
    return Array.from(this.#readings)
      .filter(({ key }) => changed === null || key === null || changed.has(key))
      .map(({ ended }) => ended);
  }

  #count(key: Key, change: 1 | -1): void {
    const count = (this.#writing.get(key) ?? 0) + change;
    if (count === 0) this.#writing.delete(key);
    else this.#writing.set(key, count);
  }
}

function settle(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => {}, () => {});
}
