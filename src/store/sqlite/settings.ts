/** What the thread is told about its file. */
export interface SqliteSettings {
  /** Where the file is. */
  readonly path: string;
  /** What a commit waits for. */
  readonly durability: "full" | "normal";
  /** How much of the file is checked when it is opened. */
  readonly check: "full" | "quick" | "none";
  /** How long it waits for another process to let the file go. */
  readonly lockWaitMs: number;
  /** How many pages the file may grow to; all that SQLite can, unless given. */
  readonly maxPages?: number;
  /** How many pages the journal has before they are written back. */
  readonly journalPages?: number;
}
