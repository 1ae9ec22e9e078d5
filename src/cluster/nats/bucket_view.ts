import type { LeaseEntry, LeasesHost } from "../port/leases.ts";
import { MARK_KEY, SETTINGS_KEY } from "./bucket.ts";

/** What a view tells. */
type ViewHost = Pick<LeasesHost, "noteComplete" | "noteEntry">;

/**
 * What a node knows of a bucket over all its watches: it tells what is new in
 * each, and what is gone since the one before.
 */
export class BucketView {
  readonly #host: ViewHost;
  /** The revision of each entry that was told, and whether it was there. */
  readonly #known = new Map<string, { revision: number; isThere: boolean }>();
  readonly #settings: number;
  #seen: Set<string> | null = null;
  #last = 0;
  #isComplete = false;

  /** Takes the revision of the settings: another bucket has another. */
  constructor(settings: number, host: ViewHost) {
    this.#settings = settings;
    this.#host = host;
  }

  /** Begins with a watch that tells all that is there, from the first on. */
  begin(): void {
    this.#seen = new Set();
  }

  /** Takes what a watch tells; returns whether it is of the same bucket. */
  note(entry: LeaseEntry): boolean {
    const { key, bytes, revision } = entry;
    this.#seen?.add(key);
    if (key === MARK_KEY) return true;
    if (key === SETTINGS_KEY) {
      return revision === this.#settings && bytes !== null;
    }
    const known = this.#known.get(key);
    if (known !== undefined && known.revision >= revision) return true;
    this.#last = Math.max(this.#last, revision);
    this.#known.set(key, { revision, isThere: bytes !== null });
    // Marks of what was deleted before are not news at the beginning.
    if (known !== undefined || bytes !== null) this.#host.noteEntry(entry);
    return true;
  }

  /**
   * Ends the beginning of a watch: what it has not told of is gone, with the
   * mark of that. Returns whether it is of the same bucket.
   */
  complete(): boolean {
    const seen = this.#seen;
    this.#seen = null;
    if (seen === null) return true;
    if (!seen.has(SETTINGS_KEY)) return false;
    for (const [key, { revision, isThere }] of this.#known) {
      if (seen.has(key)) continue;
      this.#known.delete(key);
      this.#last = Math.max(this.#last, revision + 1);
      const entry = { key, bytes: null, revision: this.#last };
      if (isThere) this.#host.noteEntry(entry);
    }
    if (!this.#isComplete) this.#host.noteComplete();
    this.#isComplete = true;
    return true;
  }
}
