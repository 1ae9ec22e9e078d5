/** One commit, once it has ended. */
export interface EndedCommit {
  /** Whether it is stored: not if it failed, or its outcome is not known. */
  readonly isStored: boolean;
  /** How many actors it wrote. */
  readonly actors: number;
  /** How many turns it was of. */
  readonly turns: number;
  /** How many bytes the records have. */
  readonly bytes: number;
  /** How long the store took, in milliseconds. */
  readonly storeMs: number;
  /** How long the first of its turns has waited, the store included. */
  readonly waitMs: number;
}

/** Learns of commits that have ended. */
export type CommitListener = (commit: EndedCommit) => void;

/** What an engine has committed so far. */
export class CommitCounts {
  commits = 0;
  /** How many of them failed, or whose outcome is not known. */
  failed = 0;
  /** How many writes were refused, for their shards had other owners. */
  fenced = 0;
  actors = 0;
  turns = 0;
  bytes = 0;
  storeMs = 0;
  waitMs = 0;
  readonly #listeners = new Set<CommitListener>();

  /** Counts a commit. */
  add(commit: EndedCommit): void {
    this.commits++;
    if (!commit.isStored) this.failed++;
    this.actors += commit.actors;
    this.turns += commit.turns;
    this.bytes += commit.bytes;
    this.storeMs += commit.storeMs;
    this.waitMs += commit.waitMs;
    for (const listener of this.#listeners) listener(commit);
  }

  /** Tells a listener of each commit, until the result is called. */
  hear(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
