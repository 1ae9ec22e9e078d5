import { SimulatedRuntime } from "../../../src/testing/simulated_runtime.ts";
import { MemoryBucket } from "../../../src/cluster/memory/bucket.ts";
import { MemoryLeases } from "../../../src/cluster/memory/leases.ts";
import type { ProbeResult } from "../../../src/cluster/ownership/host.ts";
import { NodeClock } from "./node_clock.ts";
import { TestNode, type TestNodeParts, type TestWorld } from "./test_node.ts";

/** How a world is made. */
export interface WorldOptions {
  readonly seed?: number;
  readonly shards?: number;
  readonly releaseMs?: number;
  /** What breaks the nodes of a tooth. */
  readonly breach?: Breach;
}

/** What is put in the place of something that nodes need. */
export type Breach = Pick<
  TestNodeParts,
  "options" | "wrapHost" | "wrapLeases"
>;

/** What a node differs in. */
export interface AddOptions extends Breach {
  readonly rate?: number;
  readonly isClient?: boolean;
}

/** Some nodes, their bucket and their time; it watches what must never be. */
export class World implements TestWorld {
  readonly runtime: SimulatedRuntime;
  readonly bucket: MemoryBucket;
  readonly shards: number;
  readonly releaseMs: number;
  readonly nodes: TestNode[] = [];
  /** What a probe finds of a node that was cut off. */
  cutResult: ProbeResult = "silent";
  /** What a probe finds of a node that was killed. */
  killResult: ProbeResult = "unreachable";
  /** Whether a node that is cut off learns that others cannot reach it. */
  tellsReach = true;
  /** What was seen that must never be. */
  readonly breaches: string[] = [];
  readonly #epochs = new Map<number, number>();
  readonly #cut = new Set<TestNode>();
  /** Those that do not know yet whether others can reach them. */
  readonly #untold = new Set<TestNode>();
  readonly #breach: Breach;
  #takenAlive = false;

  constructor(options: WorldOptions = {}) {
    this.runtime = new SimulatedRuntime({ seed: options.seed ?? 1 });
    this.bucket = new MemoryBucket(this.runtime);
    this.shards = options.shards ?? 256;
    this.releaseMs = options.releaseMs ?? 0;
    this.#breach = options.breach ?? {};
  }

  /** The nodes that run. */
  get alive(): TestNode[] {
    return this.nodes.filter(({ isAlive }) => isAlive);
  }

  /** Creates a node, which has not joined yet. */
  add(name: string, options: AddOptions = {}): TestNode {
    const { rate = 1, ...rest } = options;
    const clock = new NodeClock(this.runtime, rate);
    const leases = new MemoryLeases(this.bucket);
    const parts = { ...this.#breach, ...rest, name, clock, leases };
    const node = new TestNode(this, parts);
    this.nodes.push(node);
    return node;
  }

  /** Has a node join, and lets time pass until it has. */
  async join(name: string, options: AddOptions = {}): Promise<TestNode> {
    const node = this.add(name, options);
    await this.wait(node.ownership.join());
    return node;
  }

  /** Has some nodes join, and lets time pass until all own as much. */
  async start(...rates: readonly number[]): Promise<readonly TestNode[]> {
    const nodes: TestNode[] = [];
    for (const [index, rate] of rates.entries()) {
      nodes.push(await this.join(`n${index}`, { rate }));
    }
    await this.passUntil(() => this.isEven());
    return nodes;
  }

  /** Lets time pass until something is settled. */
  async wait<Value>(promise: Promise<Value>): Promise<Value> {
    let isOver = false;
    const end = promise.finally(() => isOver = true);
    end.catch(() => {});
    await this.runtime.settle();
    const limitAt = this.runtime.now() + 600_000;
    while (!isOver) {
      const isPassed = await this.runtime.advanceToNext(limitAt);
      this.check();
      if (!isPassed) throw new Error("Cannot wait: it takes 10 minutes");
    }
    return await end;
  }

  /** Lets time pass, and looks at each of its instants. */
  async pass(ms: number): Promise<void> {
    const endAt = this.runtime.now() + ms;
    await this.runtime.settle();
    this.check();
    while (await this.runtime.advanceToNext(endAt)) this.check();
    await this.runtime.advance(endAt - this.runtime.now());
    this.check();
  }

  /** Lets time pass until something is so; returns how long that took. */
  async passUntil(isSo: () => boolean, limitMs = 120_000): Promise<number> {
    const startAt = this.runtime.now();
    await this.runtime.settle();
    while (!isSo()) {
      if (!await this.runtime.advanceToNext(startAt + limitMs)) {
        throw new Error(`Cannot wait: it is not so after ${limitMs} ms`);
      }
      this.check();
    }
    return this.runtime.now() - startAt;
  }

  /** Stops a node as SIGSTOP does. */
  pause(node: TestNode): void {
    node.runtime.pause();
    node.leases.pause();
  }

  /** Lets it go on; what has come and its timers are late, in any order. */
  resume(node: TestNode): void {
    if (!node.runtime.isPaused) return;
    const steps = [() => node.runtime.resume(), () => node.leases.resume()];
    if (this.runtime.random() < 0.5) steps.reverse();
    for (const step of steps) step();
    if (this.#untold.has(node)) this.#tellReach(node);
  }

  cut(node: TestNode): void {
    this.#cut.add(node);
    node.leases.cut();
    this.#tellReach(node);
  }

  mend(node: TestNode): void {
    this.#cut.delete(node);
    node.leases.mend();
    this.#tellReach(node);
  }

  /** Whether each shard is served. */
  isWhole(): boolean {
    const owned = new Set(this.alive.flatMap(({ own }) => own));
    return owned.size === this.shards;
  }

  /** Whether each shard is served, and no node owns two more than another. */
  isEven(): boolean {
    const counts = this.alive.map(({ own }) => own.length);
    return this.isWhole() && Math.max(...counts) - Math.min(...counts) <= 1;
  }

  /** Draws a time from the seed, in milliseconds. */
  draw(mostMs: number): number {
    return this.runtime.random() * mostMs;
  }

  /** Notes where two nodes serve one shard. */
  check(): void {
    if (this.#takenAlive) return;
    const owners = new Map<number, string>();
    for (const { own, ownership } of this.alive) {
      for (const shard of own) {
        const other = owners.get(shard);
        if (other !== undefined) {
          this.#note(`shard ${shard}: ${other} and ${ownership.nodeId}`);
        }
        owners.set(shard, ownership.nodeId);
      }
    }
  }

  probe(from: TestNode, id: string): ProbeResult {
    const node = this.nodes.find(({ ids }) => ids.includes(id));
    if (node === undefined || node.ownership.nodeId !== id) {
      return "unreachable";
    }
    if (node.runtime.isDead) return this.killResult;
    if (!node.isAlive) return "unreachable";
    if (!this.#cut.has(node) && !this.#cut.has(from)) {
      return node.runtime.isPaused ? "silent" : "alive";
    }
    // Its lease may be taken while it is sure of it.
    const isTaken = this.cutResult === "unreachable" && this.#untold.has(node);
    if (isTaken) this.#takenAlive = true;
    return this.cutResult;
  }

  /** Tells a node whether others can reach it, unless it stands still. */
  #tellReach(node: TestNode): void {
    if (node.runtime.isPaused || !this.tellsReach) {
      this.#untold.add(node);
      return;
    }
    this.#untold.delete(node);
    node.ownership.noteReachable(!this.#cut.has(node));
  }

  noteGain(node: TestNode, shard: number, epoch: number): void {
    const last = this.#epochs.get(shard) ?? 0;
    const id = node.ownership.nodeId;
    if (epoch < last) this.#note(`shard ${shard}: ${epoch} after ${last}`);
    this.#epochs.set(shard, epoch);
    for (const other of this.alive) {
      const isWrong = other !== node && other.active.has(shard) &&
        other.ownership.isSure && !this.#takenAlive;
      if (isWrong) this.#note(`shard ${shard}: ${id} and active at another`);
    }
  }

  #note(breach: string): void {
    this.breaches.push(`${this.runtime.now()} ms: ${breach}`);
  }
}
