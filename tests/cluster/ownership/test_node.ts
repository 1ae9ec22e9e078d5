import type { ClusterError } from "../../../src/base/cluster_error.ts";
import type { Logger } from "../../../src/base/logger.ts";
import type { MemoryLeases } from "../../../src/cluster/memory/leases.ts";
import type {
  OwnershipHost,
  ProbeResult,
} from "../../../src/cluster/ownership/host.ts";
import type { NodeInfo } from "../../../src/cluster/ownership/node_info.ts";
import {
  Ownership,
  type OwnershipOptions,
} from "../../../src/cluster/ownership/ownership.ts";
import type { Leases } from "../../../src/cluster/port/leases.ts";
import type { NodeClock } from "./node_clock.ts";

/** What a node of a test asks its world. */
export interface TestWorld {
  readonly shards: number;
  /** Milliseconds that a shard's activations take to end in order, at most. */
  readonly releaseMs: number;
  probe(from: TestNode, id: string): ProbeResult;
  /** Learns that a node raises the fence of a shard. */
  noteGain(node: TestNode, shard: number, epoch: number): void;
}

/** What a node of a test is made of. */
export interface TestNodeParts {
  readonly name: string;
  readonly clock: NodeClock;
  readonly leases: MemoryLeases;
  readonly isClient?: boolean;
  readonly options?: OwnershipOptions;
  /** Puts another in the place of its leases. */
  wrapLeases?(leases: Leases, clock: NodeClock): Leases;
  /** Puts another in the place of its host. */
  wrapHost?(host: OwnershipHost): OwnershipHost;
}

/** A node of a test: its ownership, with a host as an engine is one. */
export class TestNode implements OwnershipHost {
  readonly name: string;
  readonly runtime: NodeClock;
  readonly leases: MemoryLeases;
  readonly ownership: Ownership;
  readonly logger: Logger;
  /** Lines that were logged, with their levels. */
  readonly lines: string[] = [];
  /** The shards that have activations. */
  readonly active = new Set<number>();
  readonly seen: string[] = [];
  readonly ids: string[];
  failure: ClusterError | null = null;
  suspensions = 0;
  losses = 0;
  isSuspended = false;
  readonly #world: TestWorld;

  constructor(world: TestWorld, parts: TestNodeParts) {
    const { name, clock, leases, isClient = false } = parts;
    this.name = name;
    this.runtime = clock;
    this.leases = leases;
    this.#world = world;
    const log = (level: string) => (...data: unknown[]): void =>
      void this.lines.push([level, ...data].join(" "));
    this.logger = {
      ...{ debug: log("debug"), info: log("info") },
      ...{ warn: log("warn"), error: log("error") },
    };
    const self = { name, isClient, types: { Account: "1" }, version: "1.0.0" };
    this.ownership = new Ownership(
      self,
      parts.wrapLeases?.(leases, clock) ?? leases,
      world.shards,
      parts.wrapHost?.(this) ?? this,
      parts.options,
    );
    this.ids = [this.ownership.nodeId];
  }

  /** Whether it runs: it was neither killed nor refused, nor has it left. */
  get isAlive(): boolean {
    return !this.runtime.isDead && this.failure === null;
  }

  /** The shards that it serves. */
  get own(): number[] {
    const own: number[] = [];
    for (let shard = 0; shard < this.#world.shards; shard++) {
      if (this.ownership.isOwn(shard)) own.push(shard);
    }
    return own;
  }

  /** Ends as a process that is killed does. */
  kill(): void {
    this.runtime.die();
    this.leases.crash();
  }

  gain(shard: number, epoch: number): Promise<void> {
    this.#world.noteGain(this, shard, epoch);
    this.active.add(shard);
    return Promise.resolve();
  }

  release(shard: number): Promise<void> {
    return new Promise((resolve) => {
      const forMs = this.runtime.random() * this.#world.releaseMs;
      this.runtime.setTimer(forMs, () => {
        this.active.delete(shard);
        resolve();
      });
    });
  }

  lose(shard: number): void {
    this.losses++;
    this.active.delete(shard);
  }

  suspend(): void {
    this.suspensions++;
    this.isSuspended = true;
  }

  resume(): void {
    this.isSuspended = false;
  }

  noteOwners(): void {}

  noteNode({ id }: NodeInfo, isThere: boolean): void {
    this.seen.push(`${isThere ? "+" : "-"}${id}`);
  }

  probe(id: string): Promise<ProbeResult> {
    return new Promise((resolve) => {
      const result = this.#world.probe(this, id);
      const afterMs = result === "silent" ? 1_000 : 2;
      this.runtime.setTimer(afterMs, () => resolve(result));
    });
  }

  rename(id: string): Promise<void> {
    this.ids.push(id);
    return Promise.resolve();
  }

  fail(error: ClusterError): void {
    this.failure = error;
  }
}
