import type { Activation } from "../../actor/port/activation.ts";
import type { ClusterHost } from "../../engine/cluster_port.ts";
import { ShardActivations } from "./shard_activations.ts";

/** The shard that an actor is in. */
export type Place = (type: string, id: string) => number;

/** The activations of a node as those that must go with their shards. */
export class ServedShards {
  readonly #host: ClusterHost;
  readonly #place: Place;
  readonly #activations = new ShardActivations();
  /** How many shards it began to serve; it only grows. */
  gained = 0;

  constructor(host: ClusterHost, place: Place) {
    this.#host = host;
    this.#place = place;
  }

  /** How many activations there are. */
  get size(): number {
    return this.#activations.size;
  }

  noteActive(activation: Activation): void {
    if (!this.#isPlaced(activation)) return;
    const { definition: { type }, id } = activation;
    this.#activations.add(this.#place(type, id), activation);
  }

  noteDormant(activation: Activation): void {
    if (!this.#isPlaced(activation)) return;
    const { definition: { type }, id } = activation;
    this.#activations.remove(this.#place(type, id), activation);
  }

  #isPlaced({ definition: { type } }: Activation): boolean {
    return this.#host.registry.findType(type)?.isLocal === false;
  }

  /** Whether no turn of a shard's actors goes on. */
  isQuiet(shard: number): boolean {
    return this.#activations.list(shard).every(({ isBusy }) => !isBusy);
  }

  /** Keeps owners of the past from writing to a shard. */
  async gain(shard: number, epoch: number): Promise<void> {
    await this.#host.settings.store?.fence?.(shard, epoch);
    this.gained++;
  }

  /**
   * Gives a shard's actors away: what waits goes elsewhere at once, what runs
   * ends, with the calls that it makes within the shard; then they are gone.
   * Those that take longer than an engine drains are cut off, and a hook of
   * them that does not end is not waited for: nothing of it is stored any more;
   * `settle` is waited for no longer than that, either.
   */
  async release(shard: number, settle: () => Promise<void>): Promise<void> {
    const { runtime, settings: { drainTimeoutMs } } = this.#host;
    const late = Promise.withResolvers<void>();
    let isLate = false;
    const timer = runtime.setTimer(drainTimeoutMs, () => {
      isLate = true;
      this.#tellLate(shard);
      this.lose(shard);
      late.resolve();
    });
    await Promise.race([settle(), late.promise]);
    // Turns that go on may call others to life.
    while (!isLate && this.#activations.count(shard) > 0) {
      const leaving = this.#activations.list(shard).map((one) =>
        one.handOver()
      );
      await Promise.race([late.promise, Promise.all(leaving)]);
    }
    timer.cancel();
  }

  #tellLate(shard: number): void {
    const { logger, settings: { drainTimeoutMs } } = this.#host;
    logger.warn(
      `Handing shard ${shard} over did not wait longer than ` +
        `${drainTimeoutMs} ms for ${this.#activations.count(shard)} actors`,
    );
  }

  /** Ends a shard's actors at once: another node has them. */
  lose(shard: number): void {
    for (const one of this.#activations.list(shard)) one.cutOff();
  }

  /** Lets no turn begin until {@linkcode resume}. */
  suspend(): void {
    this.#host.actorHost.suspend();
  }

  resume(): void {
    this.#host.actorHost.resume();
  }
}
