import type { Runtime } from "../../base/runtime.ts";
import type { Engine } from "../../engine/engine.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import type { ClusterNetwork } from "../cluster/network.ts";
import type { TypedProxyClass } from "../unit/actor_class.ts";
import type { StubSource } from "../unit/stubs.ts";
import type { FaultSwitches } from "./faults.ts";

/** What a node does: it runs, stands still, or is gone. */
export type NodeState = "running" | "still" | "gone";

/** How a node crashes. */
export interface NodeCrashOptions {
  /**
   * Whether the others learn of it by its silence alone, as when a machine
   * loses its power; unless given, its connection is seen to end, as when a
   * process is killed.
   */
  readonly silently?: boolean;
}

/** A machine of a simulated cluster, and the engine that runs on it. */
export interface SimulatedNode {
  /** Its name within the cluster. */
  readonly name: string;
  /** Its engine; after a restart it is another one. */
  readonly engine: Engine;
  /** Whether it runs, stands still, or is gone. */
  readonly state: NodeState;
  /**
   * Returns the object that an actor is on this node, to look at its state.
   * What is called on it is no turn.
   *
   * @throws {NotActiveError} If it is not live here.
   * @throws {TypeError} If a stub stands in for it.
   */
  live<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string,
  ): Actor;
  /**
   * Ends its engine as its process does: no turn goes on, no timer fires, no
   * `deinit` runs. What code outside of its actors awaits of it fails as
   * `unknown`. What it has sent and asked for until then may arrive.
   */
  crash(options?: NodeCrashOptions): void;
  /**
   * Begins another engine in place of the one that is here, which crashes if
   * it has not, and returns it.
   */
  restart(): Engine;
  /**
   * Has it stand still, as a stopped process does: its turns, timers and all
   * that comes to it wait for {@linkcode SimulatedNode.resume}. Its clock goes
   * on.
   */
  pause(): void;
  /** Has it go on, with all that has come meanwhile. */
  resume(): void;
}

/** What a scenario of several nodes has. */
export interface ClusterSimulation {
  /** The seed of this run. */
  readonly seed: number;
  /** The nodes, those that host actors first, clients behind them. */
  readonly nodes: readonly SimulatedNode[];
  /** What is between them, to cut and to mend. */
  readonly network: ClusterNetwork;
  /** What all nodes keep their durable actors in, to look at. */
  readonly store: MemoryStore;
  /** Time and chance of this run, for what stands in for a disk, say. */
  readonly runtime: Runtime;
  /** Switches the faults of the options while the scenario runs. */
  readonly faults: FaultSwitches;
  /** The simulated time in milliseconds since the epoch; it begins at 0. */
  now(): number;
  /** The next number of the seed's: at least 0 and less than 1. */
  random(): number;
  /** As of {@linkcode Simulation}, on every node. */
  stub<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string | null,
    source: StubSource<NoInfer<Actor>, NoInfer<Name>>,
  ): void;
  /**
   * Ends all that is wrong: no fault strikes any more, all is connected, nodes
   * go on that stand still, and begin anew where they are gone.
   */
  heal(): void;
  /**
   * Lets `ms` milliseconds pass, as in a simulation of one engine.
   *
   * @throws {RangeError} If `ms` is negative or not finite.
   * @throws {Error} If the run ends before, as by an endless loop of actors.
   */
  advance(ms: number): Promise<void>;
  /**
   * Runs what is ready, without letting time pass: what is on its way between
   * nodes stays there.
   *
   * @throws {Error} If actors run without an end; it names one of them.
   */
  settled(): Promise<void>;
}

/** What is run for each seed: it asserts, as any test does. */
export type ClusterScenario = (sim: ClusterSimulation) => void | Promise<void>;
