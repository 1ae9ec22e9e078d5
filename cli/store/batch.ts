import type { ActorWrite, Store } from "../../src/store/store.ts";
import { CommandError } from "./command_error.ts";
import { quoteActor } from "./task.ts";

/** How much is written at once. */
const MOST_WRITES = 500;
const MOST_BYTES = 4_194_304;

/** Writes that are done together, as soon as there are enough. */
export class Batch {
  readonly #store: Store;
  #writes: ActorWrite[] = [];
  #bytes = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Adds a write. */
  async add(write: ActorWrite): Promise<void> {
    this.#writes.push(write);
    this.#bytes += write.record?.bytes.length ?? 0;
    for (const { bytes } of write.rows ?? []) this.#bytes += bytes?.length ?? 0;
    const isFull = this.#writes.length >= MOST_WRITES ||
      this.#bytes >= MOST_BYTES;
    if (isFull) await this.flush();
  }

  /** Writes what is left. */
  async flush(): Promise<void> {
    const writes = this.#writes;
    this.#writes = [];
    this.#bytes = 0;
    if (writes.length > 0) await commitAll(this.#store, writes);
  }
}

/**
 * Commits writes, of which none may be refused.
 *
 * @throws {CommandError} If one is: its record has changed.
 */
export async function commitAll(
  store: Store,
  writes: readonly ActorWrite[],
): Promise<void> {
  const [refused] = await store.commit(writes);
  if (refused === undefined) return;
  throw new CommandError(
    `Cannot write ${quoteActor(writes[refused]!.actor)}: its record has ` +
      "changed meanwhile; look at it, and begin anew",
  );
}
