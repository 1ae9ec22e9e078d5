import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * How many pages the journal has before they are written back: the more, the
 * fewer times a page that changes often is written, but the longer that takes.
 */
const MOST_PAGES = 16_000;

/**
 * The write-ahead journal beside the file: commits are appended to it, and
 * pages go back to the file when there are many, between two commits.
 */
export class Journal {
  readonly #look: StatementSync;
  readonly #writeBack: StatementSync;
  readonly #empty: StatementSync;
  readonly #mostPages: number;
  #isHeld = false;

  /** Prepares the statements. */
  constructor(database: DatabaseSync, mostPages = MOST_PAGES) {
    this.#mostPages = mostPages;
    this.#look = database.prepare("PRAGMA wal_checkpoint(NOOP)");
    this.#writeBack = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
    this.#empty = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Writes pages back if they are many, unless the file must stay as it is. */
  tend(): void {
    if (this.#isHeld) return;
    const pages = Number(this.#look.get()?.["log"]);
    if (pages >= this.#mostPages) this.#writeBack.run();
  }

  /**
   * Writes all pages back, and none from then on until it is released: the
   * file is what was committed by now.
   */
  hold(): void {
    const found = this.#empty.get();
    // Alone with the file, nothing can keep it from that.
    if (found?.["busy"] !== 0) throw new Error("pages cannot be written back");
    this.#isHeld = true;
  }

  /** Lets pages be written back again. */
  release(): void {
    this.#isHeld = false;
  }
}
