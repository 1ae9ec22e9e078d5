import { quote } from "../../base/escape_controls.ts";
import { MAX_DELAY_MS } from "../../base/limits.ts";
import {
  numberFrom,
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import { showOption } from "../../base/show_option.ts";
import type { EngineOptions } from "../../engine/options.ts";
import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import { memoryStore } from "../../store/memory/store_in_memory.ts";
import type { ClusterSimulation } from "./cluster_simulation.ts";
import {
  type EngineRunSettings,
  readSimulateOptions,
  type SearchSettings,
  type SimulateOptions,
  type SimulationStrategy,
} from "./options.ts";

/** What {@linkcode simulateCluster} may be told. */
export interface SimulateClusterOptions extends
  Omit<
    SimulateOptions,
    "engine" | "invariant" | "schedules" | "strategy"
  > {
  /** The types that the nodes host, by their proxies. */
  readonly actors: readonly ProxyClass<ActorProxy>[];
  /** How many nodes host actors, 1 to 100; 3 unless given. */
  readonly nodes?: number;
  /** How many more nodes are clients, up to 100; none unless given. */
  readonly clients?: number;
  /** Into how many shards actors are divided, 1 to 4,096; 8 unless given. */
  readonly shards?: number;
  /**
   * The most milliseconds that each way of a packet takes, and of what the
   * bucket is asked for; then one may overtake another. 4 unless given.
   */
  readonly maxDelayMs?: number;
  /**
   * By how much of the time a node's clock may be too fast or too slow, from 0
   * to 0.01; 0.01 unless given.
   */
  readonly maxDrift?: number;
  /** How far ahead a node's clock may be at first, in ms; 500 unless given. */
  readonly maxAheadMs?: number;
  /**
   * Makes the store that the nodes of a run share; an empty one unless given.
   * The faults of the options strike in each node's share of it.
   */
  readonly store?: () => MemoryStore;
  /** As of {@linkcode SimulateOptions}; `exhaustive` is for one engine. */
  readonly strategy?: Exclude<SimulationStrategy, "exhaustive">;
  /** Throws where something does not hold that must hold after every turn. */
  readonly invariant?: (sim: ClusterSimulation) => void;
  /** Other options of each node's engine. */
  readonly engine?: Omit<
    EngineOptions,
    "actors" | "cluster" | "runtime" | "store" | "turnsPerRun" | "wire"
  >;
}

/** Options with the defaults filled in. */
export interface SimulateClusterSettings
  extends SearchSettings, EngineRunSettings {
  readonly actors: readonly ProxyClass<ActorProxy>[];
  readonly nodes: number;
  readonly clients: number;
  readonly shards: number;
  readonly maxDelayMs: number;
  readonly maxDrift: number;
  readonly maxAheadMs: number;
  readonly makeStore: () => MemoryStore;
  readonly invariant: ((sim: ClusterSimulation) => void) | null;
}

/** Those that are plain numbers. */
type Sizes = Pick<
  SimulateClusterSettings,
  "clients" | "maxAheadMs" | "maxDelayMs" | "maxDrift" | "nodes" | "shards"
>;

const RULES: OptionRules<Sizes> = {
  nodes: wholeNumberFrom(1, 100),
  clients: wholeNumberFrom(0, 100),
  shards: wholeNumberFrom(1, 4_096),
  maxDelayMs: numberFrom(0, MAX_DELAY_MS),
  maxDrift: numberFrom(0, 0.01),
  maxAheadMs: numberFrom(0, MAX_DELAY_MS),
};

const DEFAULTS: Sizes = {
  nodes: 3,
  clients: 0,
  shards: 8,
  maxDelayMs: 4,
  maxDrift: 0.01,
  maxAheadMs: 500,
};

/** What they are instead in a cluster, of the faults of one engine. */
const INSTEAD: Readonly<Record<string, string>> = {
  crash: "node:crash",
  stopEngine: "node:leave",
};

/**
 * Fills in the defaults.
 *
 * @throws {TypeError} If an option has no such name, or is of the wrong kind.
 * @throws {RangeError} If a seed is no whole number, or a number is out of its
 * limits.
 */
export function readClusterOptions(
  options: SimulateClusterOptions,
): SimulateClusterSettings {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Cannot simulate a cluster: ${showOption(options)} are no options`,
    );
  }
  const { actors, store, invariant, ...others } = options;
  const {
    nodes,
    clients,
    shards,
    maxDelayMs,
    maxDrift,
    maxAheadMs,
    ...common
  } = others;
  assertActors(actors);
  assertRunnable(common);
  return {
    ...readSimulateOptions({
      ...common,
      // It is called with the simulation of a cluster, and by that alone.
      ...(invariant === undefined ? {} : { invariant: invariant as never }),
    }),
    ...readOptions(
      RULES,
      { nodes, clients, shards, maxDelayMs, maxDrift, maxAheadMs },
      DEFAULTS,
    ),
    actors,
    makeStore: store ?? memoryStore,
    invariant: invariant ?? null,
  };
}

function assertActors(actors: unknown): void {
  if (Array.isArray(actors) && actors.length > 0) return;
  throw new TypeError(
    `Cannot simulate a cluster with actors ${showOption(actors)}: they must ` +
      "be the proxies of the types that its nodes host",
  );
}

/** Throws where an option or a fault is one for a single engine alone. */
function assertRunnable(
  { engine = {}, faults = {}, strategy }: SimulateOptions,
): void {
  if (strategy === "exhaustive") {
    throw new TypeError(
      'Cannot simulate a cluster with strategy "exhaustive": there are too ' +
        "many orders",
    );
  }
  for (const name of Object.keys(faults ?? {})) {
    if (!Object.hasOwn(INSTEAD, name)) continue;
    throw new TypeError(
      `Cannot simulate fault ${quote(name)} of a cluster: its nodes have ` +
        quote(INSTEAD[name]!),
    );
  }
  if (typeof engine !== "object" || !("actors" in (engine ?? {}))) return;
  throw new TypeError(
    'Cannot use option "actors" of a simulation\'s engine: it is an option ' +
      "of the cluster",
  );
}
