import { Engine, type EngineOptions } from "@backstage/actors";
import type { InspectorOptions } from "@backstage/actors/inspector";
import { type MemoryCluster, memoryCluster } from "@backstage/actors/testing";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { SleeperProxy } from "../cast/generated/sleeper_proxy.gen.ts";
import { Inspected, keepLines } from "./inspected.ts";

/** Two nodes of one cluster, of which the first is looked into. */
export class InspectedPair implements AsyncDisposable {
  readonly cluster: MemoryCluster;
  readonly inspected: Inspected;
  /** The engine of the other node. */
  readonly other: Engine;

  private constructor(
    cluster: MemoryCluster,
    inspected: Inspected,
    other: Engine,
  ) {
    this.cluster = cluster;
    this.inspected = inspected;
    this.other = other;
  }

  static async open(
    options: InspectorOptions = {},
    shards = 16,
  ): Promise<InspectedPair> {
    const cluster = memoryCluster({ shards });
    const inspected = await Inspected.open(options, join(cluster, "one"));
    const other = new Engine({
      ...join(cluster, "two"),
      logger: keepLines([]),
    });
    await Promise.all([inspected.engine.joined, other.joined]);
    return new InspectedPair(cluster, inspected, other);
  }

  /** Returns ids of counters that live on a node, once they are called. */
  async findIds(engine: Engine, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; ids.length < count; at++) {
      await engine.getActor(CounterProxy, `c${at}`).add(1);
      if (engine.isActive(CounterProxy, `c${at}`)) ids.push(`c${at}`);
    }
    return ids;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.other.stop({ drain: false });
    await this.inspected[Symbol.asyncDispose]();
  }
}

function join(cluster: MemoryCluster, name: string): EngineOptions {
  return {
    cluster: cluster.node({ name }),
    actors: [CounterProxy, LedgerProxy, PuppetProxy, SleeperProxy],
  };
}
