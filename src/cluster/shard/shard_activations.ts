import type { Activation } from "../../actor/port/activation.ts";

/** The activations of a node that are not dormant, by their shards. */
export class ShardActivations {
  readonly #byShard: (Set<Activation> | undefined)[] = [];
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Returns how many a shard has. */
  count(shard: number): number {
    return this.#byShard[shard]?.size ?? 0;
  }

  /** Returns those of a shard as they are now. */
  list(shard: number): readonly Activation[] {
    return [...this.#byShard[shard] ?? []];
  }

  add(shard: number, activation: Activation): void {
    (this.#byShard[shard] ??= new Set()).add(activation);
    this.#size++;
  }

  remove(shard: number, activation: Activation): void {
    if (this.#byShard[shard]?.delete(activation)) this.#size--;
  }
}
