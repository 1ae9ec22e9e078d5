import { KNOWN_ROW_BYTES, KNOWN_ROWS } from "../../../base/limits.ts";
import type { RowName, RowWrite, StoredRow } from "../../../store/store.ts";

const NO_WRITES: readonly RowWrite[] = [];
const NO_KEYS: readonly string[] = [];

/** What is known of a row. */
interface Known {
  readonly row: StoredRow | null;
  /** The write that it came by, until that is committed. */
  readonly write: RowWrite | null;
}

/**
 * The rows of one actor that it was asked for of late, and those that it has
 * written and not committed yet, which the store does not tell of so far.
 */
export class KnownRows {
  // The one that was used last is behind all others.
  readonly #rows = new Map<string, Known>();
  #bytes = 0;
  // The keys of those that the next turn needs.
  #needed = NO_KEYS;
  // The keys of those that were written since the last commit was made up.
  #written = new Set<string>();

  /** Whether more than what the next turn needs may be read ahead. */
  get hasRoom(): boolean {
    return this.#bytes < KNOWN_ROW_BYTES / 2;
  }

  /**
   * Keeps the rows that the next turn needs, from when they are known on: those
   * that are read for turns behind it must not push them out.
   */
  need(names: readonly RowName[]): void {
    this.#needed = names.map(keyOf);
  }

  /** How many it knows. */
  get size(): number {
    return this.#rows.size;
  }

  /** Returns a row, `null` where there is none; `undefined` if unknown. */
  find(name: RowName): StoredRow | null | undefined {
    const key = keyOf(name);
    const known = this.#rows.get(key);
    if (known === undefined) return undefined;
    // While there is room, it does not matter which was used last.
    if (this.#rows.size > KNOWN_ROWS / 2) this.#keep(key, known);
    return known.row;
  }

  /**
   * Learns what the store says, unless it has been written meanwhile; as many
   * are kept as wait for their turns, and a few.
   */
  learn(name: RowName, row: StoredRow | null, waiting: number): void {
    const key = keyOf(name);
    if (!this.#rows.has(key)) this.#keep(key, { row, write: null });
    this.#forget(KNOWN_ROWS + waiting);
  }

  /** Forgets a row that another has deleted. */
  forget(name: RowName): void {
    this.#drop(keyOf(name));
  }

  /** Writes a row; it is known at once, and goes with the next commit. */
  write(write: RowWrite): void {
    const key = keyOf(write);
    const { bytes } = write;
    const row = bytes === null ? null : { ...write, bytes };
    this.#keep(key, { row, write });
    this.#written.add(key);
  }

  /** Whether something was written that no commit has taken. */
  get isWritten(): boolean {
    return this.#written.size > 0;
  }

  /** Takes what was written since it was taken last, for a commit. */
  takeWrites(): readonly RowWrite[] {
    const keys = this.#written;
    if (keys.size === 0) return NO_WRITES;
    this.#written = new Set();
    return Array.from(keys, (key) => this.#rows.get(key)!.write!);
  }

  /** Learns that what was taken is committed, and how many envelopes wait. */
  noteCommitted(writes: readonly RowWrite[], waiting: number): void {
    if (writes.length === 0) return;
    for (const write of writes) {
      const key = keyOf(write);
      const known = this.#rows.get(key);
      // Not if it was written again meanwhile.
      if (known?.write !== write) continue;
      this.#rows.set(key, { row: known.row, write: null });
    }
    this.#forget(KNOWN_ROWS + waiting);
  }

  #keep(key: string, known: Known): void {
    this.#drop(key);
    this.#rows.set(key, known);
    this.#bytes += sizeOf(known);
  }

  #drop(key: string): void {
    const known = this.#rows.get(key);
    if (known === undefined) return;
    this.#rows.delete(key);
    this.#bytes -= sizeOf(known);
  }

  /**
   * Forgets those that were used least of late, but neither the last one, nor
   * one that is written, nor those that the next turn needs.
   */
  #forget(kept: number): void {
    let others = this.#rows.size - 1;
    for (const [key, known] of this.#rows) {
      const areTooMany = this.#rows.size > kept;
      const isTooMuch = areTooMany || this.#bytes > KNOWN_ROW_BYTES;
      if (!isTooMuch || others-- === 0) return;
      // That there is no row takes no bytes.
      const helps = areTooMany || known.row !== null;
      const isFree = known.write === null && !this.#needed.includes(key);
      if (helps && isFree) this.#drop(key);
    }
  }
}

function sizeOf({ row }: Known): number {
  return row === null ? 0 : row.bytes.length;
}

function keyOf({ kind, key }: RowName): string {
  return `${kind} ${key}`;
}
