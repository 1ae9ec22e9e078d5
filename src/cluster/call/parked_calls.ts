import { MAX_HELD_CALLS } from "../../base/cluster_limits.ts";
import { idOf } from "../frame/message.ts";

/** A call that waits until this node serves its actor. */
interface Parked {
  readonly node: string;
  readonly message: Uint8Array;
  /** Its payload, where that came before it. */
  readonly body: Uint8Array | null;
}

/**
 * The calls that came to this node for shards that it is about to serve, in
 * their order: their callers knew of it before it was ready.
 */
export class ParkedCalls {
  readonly #byShard = new Map<number, Parked[]>();
  #size = 0;

  /** Whether there is room for one more. */
  get hasRoom(): boolean {
    return this.#size < MAX_HELD_CALLS;
  }

  /** Whether calls wait for a shard. */
  has(shard: number): boolean {
    return this.#byShard.has(shard);
  }

  /** The shards that calls wait for. */
  get shards(): readonly number[] {
    return [...this.#byShard.keys()];
  }

  add(shard: number, call: Parked): void {
    const parked = this.#byShard.get(shard);
    if (parked === undefined) this.#byShard.set(shard, [call]);
    else parked.push(call);
    this.#size++;
  }

  /** Takes all that wait for a shard. */
  take(shard: number): readonly Parked[] {
    const parked = this.#byShard.get(shard) ?? [];
    this.#byShard.delete(shard);
    this.#size -= parked.length;
    return parked;
  }

  /** Learns that a node is gone: it waits for nothing. */
  forget(node: string): void {
    for (const [shard, parked] of this.#byShard) {
      const left = parked.filter((one) => one.node !== node);
      this.#size -= parked.length - left.length;
      if (left.length > 0) this.#byShard.set(shard, left);
      else this.#byShard.delete(shard);
    }
  }

  /** Takes one out that its caller waits for no longer. */
  remove(node: string, id: number): boolean {
    for (const [shard, parked] of this.#byShard) {
      const at = parked.findIndex((one) =>
        one.node === node && idOf(one.message) === id
      );
      if (at < 0) continue;
      parked.splice(at, 1);
      this.#size--;
      if (parked.length === 0) this.#byShard.delete(shard);
      return true;
    }
    return false;
  }
}
