import type { RecordState } from "./message.ts";

/** A state, and the fence of its shard that it was read under. */
interface Known {
  readonly state: RecordState;
  readonly fence: number;
}

/** How many actors are remembered. */
const KNOWN_ACTORS = 200_000;

/**
 * What was seen last of the records of actors. It need not be true any more:
 * each write says what it stands on, and is refused where that has changed.
 */
export class KnownStates {
  readonly #known = new Map<string, Known>();
  // How often each shard was fenced: others may have written before.
  readonly #fences = new Map<number, number>();

  /** Returns what is known of a record, by its subject. */
  find(subject: string): RecordState | null {
    const known = this.#known.get(subject);
    if (known === undefined) return null;
    return known.fence === this.#fenceOf(known.state) ? known.state : null;
  }

  /** Learns what a record is like. */
  note(subject: string, state: RecordState): void {
    // Those that are seen are the last to be forgotten.
    this.#known.delete(subject);
    this.#known.set(subject, { state, fence: this.#fenceOf(state) });
    if (this.#known.size <= KNOWN_ACTORS) return;
    for (const first of this.#known.keys()) {
      this.#known.delete(first);
      return;
    }
  }

  /** Forgets a record. */
  forget(subject: string): void {
    this.#known.delete(subject);
  }

  /** Forgets all: others may have written anywhere. */
  clear(): void {
    this.#known.clear();
  }

  /** Learns that others may have written in a shard. */
  noteFence(shard: number): void {
    this.#fences.set(shard, (this.#fences.get(shard) ?? 0) + 1);
  }

  #fenceOf({ shard }: RecordState): number {
    return shard === null ? 0 : this.#fences.get(shard) ?? 0;
  }
}
