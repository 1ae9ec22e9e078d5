import type { Probe } from "../../actor/port/probe.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import { ClusterInMemory } from "../cluster/cluster_in_memory.ts";
import { ClusterNode } from "./cluster_node.ts";
import type { SimulateClusterSettings } from "./cluster_options.ts";
import type {
  ClusterScenario,
  ClusterSimulation,
} from "./cluster_simulation.ts";
import type { Drift } from "./engine_clock.ts";
import { makeScenarioClock } from "./make_simulation.ts";
import type { Plan, Site, Stage } from "./stage.ts";
import { explainStuck } from "./stuck.ts";
import { Weather } from "./weather.ts";

/** What of a node's clock a seed decides is one of so many values. */
const DRIFTS = 1_001;
/** How many values a number has that the network or a server draws. */
const CHANCES = 2 ** 20;

/** Returns the plan of a scenario of several nodes. */
export function planCluster(
  settings: SimulateClusterSettings,
  scenario: ClusterScenario,
): Plan {
  const { engine, faults, invariant, steps, traps } = settings;
  return {
    setUp: (site) => new ClusterStage(site, settings, scenario),
    hasInvariant: invariant !== null,
    engine,
    faults,
    steps,
    traps,
  };
}

/** The time of a run's network and servers; their chance is a fault's. */
function makeServerRuntime({ clock, faults }: Site): Runtime {
  return {
    now: () => clock.now(),
    // In whole milliseconds, which read better.
    setTimer: (delayMs, callback) =>
      clock.setTimer(Math.round(delayMs), callback),
    // Nothing is lost or doubled where the simplest number is drawn.
    random: () => (CHANCES - 1 - faults.below(CHANCES)) / CHANCES,
    defer: clock.defer,
  };
}

/** The stage of a cluster's nodes, its network, its bucket and its store. */
class ClusterStage implements Stage {
  readonly #site: Site;
  readonly #settings: SimulateClusterSettings;
  readonly #scenario: ClusterScenario;
  readonly #cluster: ClusterInMemory;
  readonly #nodes: readonly ClusterNode[];
  readonly #weather: Weather;
  readonly #sim: ClusterSimulation;

  constructor(
    site: Site,
    settings: SimulateClusterSettings,
    scenario: ClusterScenario,
  ) {
    this.#site = site;
    this.#settings = settings;
    this.#scenario = scenario;
    const store = settings.makeStore();
    this.#cluster = new ClusterInMemory({
      name: "simulated",
      shards: settings.shards,
      runtime: makeServerRuntime(site),
      faults: site.faults,
      store,
      maxDelayMs: settings.maxDelayMs,
    });
    this.#nodes = this.#begin();
    this.attach(site.recorder);
    this.#weather = new Weather(site, this.#cluster.network, this.#nodes);
    this.#sim = this.#makeSimulation(store);
  }

  play(): void | Promise<void> {
    this.#weather.begin();
    return this.#scenario(this.#sim);
  }

  check(): void {
    this.#settings.invariant?.(this.#sim);
  }

  attach(probe: Probe): void {
    for (const node of this.#nodes) node.attach(probe);
  }

  strike(): string | null {
    const struck = this.#nodes.filter((node) => node.strike());
    return struck.length > 0 ? "faults still strike" : null;
  }

  explainStuck(): string {
    return explainStuck(this.#nodes.map(({ view }) => view));
  }

  stop(): Promise<void> {
    // Nothing of a run is outside of it: all processes end, as in a crash.
    for (const node of this.#nodes) node.crash();
    return Promise.resolve();
  }

  #begin(): ClusterNode[] {
    const { actors, clients, nodes } = this.#settings;
    return Array.from({ length: nodes + clients }, (_, at) =>
      new ClusterNode({
        name: at < nodes ? `n${at + 1}` : `c${at - nodes + 1}`,
        site: this.#site,
        cluster: this.#cluster,
        drift: this.#drawDrift(),
        actors: at < nodes ? actors : [],
      }));
  }

  /** Draws how the clock of a machine differs; not at all is the simplest. */
  #drawDrift(): Drift {
    const { maxAheadMs, maxDrift } = this.#settings;
    const draw = (most: number): number => {
      if (most === 0) return 0;
      const drawn = this.#site.faults.below(2 * DRIFTS);
      const part = Math.floor(drawn / 2) / (DRIFTS - 1) * most;
      return drawn % 2 === 0 ? part : -part;
    };
    return { rate: 1 + draw(maxDrift), aheadMs: Math.abs(draw(maxAheadMs)) };
  }

  #makeSimulation(store: MemoryStore): ClusterSimulation {
    const { clock, faults, seed, tapes, waits } = this.#site;
    const parts = { seed, tape: tapes.scenario, waits, runtime: clock };
    return {
      seed,
      nodes: this.#nodes,
      network: this.#cluster.network,
      store,
      runtime: clock,
      faults,
      ...makeScenarioClock(parts),
      stub: (proxy, id, source) => {
        for (const { stubs } of this.#nodes) {
          stubs.add(proxy.definition, id, source as never);
        }
      },
      heal: () => this.#heal(),
    };
  }

  #heal(): void {
    this.#site.faults.off();
    this.#cluster.network.mend();
    for (const node of this.#nodes) {
      if (node.state === "gone" || node.isStopping) node.restart();
      else node.resume();
    }
  }
}
