import { EXPIRE_AT_ONCE, EXPIRE_EVERY_MS } from "../../base/limits.ts";
import { readThrownMessage } from "../../base/thrown.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { Store } from "../../store/store.ts";

/** What forgetting rows asks of its engine. */
export interface ExpiryParts {
  readonly runtime: Runtime;
  readonly logger: Logger;
}

/**
 * Has a store forget the rows that have expired, now and then while it is
 * written to: what is written is what grows.
 */
export class Expiry {
  readonly #parts: ExpiryParts;
  readonly #store: Pick<Store, "expire">;
  #dueAt: number;
  #isUnderWay = false;

  constructor(store: Pick<Store, "expire">, parts: ExpiryParts) {
    this.#parts = parts;
    this.#store = store;
    this.#dueAt = parts.runtime.now() + EXPIRE_EVERY_MS;
  }

  /** Learns of a commit. */
  noteCommit(): void {
    const now = this.#parts.runtime.now();
    if (now < this.#dueAt || this.#isUnderWay) return;
    this.#isUnderWay = true;
    this.#expire(now).then(
      (isDone) => this.#rest(isDone),
      (error) => {
        const reason = readThrownMessage(error);
        this.#parts.logger.warn(`Forgetting expired rows failed: ${reason}`);
        this.#rest(true);
      },
    );
  }

  /** Forgets a part of them: commits wait for it; returns whether it is all. */
  async #expire(now: number): Promise<boolean> {
    const count = await this.#store.expire(now, EXPIRE_AT_ONCE);
    return count < EXPIRE_AT_ONCE;
  }

  /** Goes on behind the next commit where there are more. */
  #rest(isDone: boolean): void {
    this.#isUnderWay = false;
    if (isDone) this.#dueAt = this.#parts.runtime.now() + EXPIRE_EVERY_MS;
  }
}
