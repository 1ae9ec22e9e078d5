import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Does what is written together, or nothing of it. */
export class Transaction {
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;

  /** Prepares the statements. */
  constructor(database: DatabaseSync) {
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#commit = database.prepare("COMMIT");
    this.#rollback = database.prepare("ROLLBACK");
  }

  /** Does some work; takes it back where it throws. */
  run<Result>(work: () => Result): Result {
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (thrown) {
      this.#takeBack();
      throw thrown;
    }
  }

  #takeBack(): void {
    try {
      this.#rollback.run();
    } catch {
      // After some errors SQLite has done so itself: no transaction is open.
    }
  }
}
