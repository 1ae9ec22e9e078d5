import type { ProbeResult } from "../../../src/cluster/ownership/host.ts";
import type { TestNode } from "./test_node.ts";
import { type Breach, World } from "./world.ts";

/** How a random run is made. */
export interface ScenarioOptions {
  readonly seed: number;
  readonly breach?: Breach;
  /** What a probe finds of a node that was cut off. */
  readonly cutResult?: ProbeResult;
}

const SHARDS = 16;
const CALM_MS = 90_000;

/** A random run: nodes come, go, stop, and lose their bucket. */
export class Scenario {
  readonly world: World;
  #named = 0;

  constructor({ seed, breach = {}, cutResult = "silent" }: ScenarioOptions) {
    this.world = new World({ seed, shards: SHARDS, releaseMs: 2_000, breach });
    this.world.cutResult = cutResult;
    const { faults } = this.world.bucket;
    faults.delayMs = [1, this.#pick([5, 50, 300])];
    faults.watchDelayMs = [0, this.#pick([5, 100, 3_000])];
    faults.loss = this.#pick([0, 0, 0.01, 0.05]);
  }

  /** Runs it; returns what was seen that must never be. */
  async run(steps = 12): Promise<readonly string[]> {
    for (let count = this.#pick([1, 2, 3, 4]); count > 0; count--) this.#add();
    await this.world.pass(this.#draw(20_000));
    for (let step = 0; step < steps; step++) {
      if (this.world.alive.length === 0) this.#add();
      this.#pick(this.#faults)();
      await this.world.pass(this.#draw(20_000));
    }
    await this.#calm();
    return this.world.breaches;
  }

  readonly #faults: readonly (() => unknown)[] = [
    () => this.world.alive.length < 5 && this.#add(),
    () => this.#kill(),
    () => this.#leave(),
    () => this.#stop(this.#draw(35_000)),
    () => this.#stop(this.#draw(5_000)),
    () => this.#cut([this.#one], this.#draw(60_000)),
    () => this.#cut([this.#one], this.#draw(10_000)),
    () => this.#cut(this.world.alive, this.#draw(60_000)),
    () => this.world.bucket.stall(this.#draw(11_000)),
    () => this.#suspect(),
  ];

  get #one(): TestNode {
    return this.#pick(this.world.alive);
  }

  #add(): void {
    const name = `n${this.#named++}`;
    const node = this.world.add(name, { rate: this.#pick([0.99, 1, 1.01]) });
    node.ownership.join().catch((error) => {
      // Its bucket was not to be reached, or it had to leave at once.
      if (!["closed", "unreachable"].includes(error.code)) {
        this.world.breaches.push(`${name} cannot join: ${error}`);
      }
      node.kill();
    });
  }

  #kill(): void {
    if (this.world.alive.length < 2) return;
    const node = this.#one;
    const { nodeId } = node.ownership;
    node.kill();
    if (this.world.runtime.random() < 0.5) return;
    for (const { ownership } of this.world.alive) {
      ownership.suspect(nodeId, "unreachable");
    }
  }

  #leave(): void {
    if (this.world.alive.length < 2) return;
    const node = this.#one;
    void node.ownership.leave().then(() => node.kill());
  }

  #stop(forMs: number): void {
    const node = this.#one;
    this.world.pause(node);
    this.#later(forMs, () => this.world.resume(node));
  }

  #cut(nodes: readonly TestNode[], forMs: number): void {
    for (const node of nodes) {
      this.world.cut(node);
      const again = this.#draw(3_000);
      this.#later(forMs + again, () => this.world.mend(node));
    }
  }

  #suspect(): void {
    const why = this.#pick(["silent", "unreachable"] as const);
    this.#one.ownership.suspect(this.#one.ownership.nodeId, why);
  }

  /** Mends all, and looks whether all is well after a while. */
  async #calm(): Promise<void> {
    const { world } = this;
    world.bucket.faults.loss = 0;
    await world.pass(world.bucket.stalledMs);
    // Those that are there may leave, or have lost their bucket.
    this.#add();
    for (const node of world.alive) {
      world.mend(node);
      world.resume(node);
    }
    await world.pass(CALM_MS);
    const counts = world.alive.map(({ own }) => own.length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const isEven = Math.max(...counts) - Math.min(...counts) <= 1;
    if (total === SHARDS && isEven) return;
    world.breaches.push(`in the end nodes own ${counts.join(", ")}`);
  }

  #later(delayMs: number, callback: () => void): void {
    this.world.runtime.setTimer(delayMs, callback);
  }

  #draw(mostMs: number): number {
    return this.world.runtime.random() * mostMs;
  }

  #pick<Value>(values: readonly Value[]): Value {
    const index = Math.floor(this.world.runtime.random() * values.length);
    return values[index]!;
  }
}
