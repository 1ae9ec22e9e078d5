import type { Engine } from "../../engine/engine.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { CrashOptions } from "../../store/memory/options.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import type { TypedProxyClass } from "../unit/actor_class.ts";
import type { StubSource } from "../unit/stubs.ts";
import type { FaultSwitches } from "./faults.ts";

/** What a scenario has: an engine whose time, chance and order are a seed's. */
export interface Simulation {
  /** The seed of this run. */
  readonly seed: number;
  /**
   * The engine, on a simulated runtime; it is stopped when the run ends. After
   * a crash it is another one.
   */
  readonly engine: Engine;
  /** The store of that engine; after a crash it is another one, too. */
  readonly store: MemoryStore;
  /**
   * Time and chance of this run, for what stands in for a disk or a network,
   * and for more engines, which the scenario stops itself.
   */
  readonly runtime: Runtime;
  /** Switches the faults of the options while the scenario runs. */
  readonly faults: FaultSwitches;
  /** The simulated time in milliseconds since the epoch; it begins at 0. */
  now(): number;
  /** The next number of the seed's: at least 0 and less than 1. */
  random(): number;
  /**
   * Returns the object that an actor is, to look at its state, as an invariant
   * does. What is called on it is no turn.
   *
   * @throws {NotActiveError} If it is not live.
   * @throws {TypeError} If a stub stands in for it.
   */
  live<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string,
  ): Actor;
  /**
   * Has a stub stand in for one actor, or with `null` for all of a type that
   * have none of their own: what mails, pays or asks other servers, so that no
   * run leaves the simulation. It may have some of the methods; where they need
   * a `Context`, give a function that makes them.
   *
   * @throws {Error} If the actor itself is active, or one of them.
   * @throws {TypeError} If the stub has a method that the actor has not.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  stub<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string | null,
    source: StubSource<NoInfer<Actor>, NoInfer<Name>>,
  ): void;
  /**
   * Ends the engine as its process does, and returns another one over what its
   * store has kept: no turn goes on, no timer fires, no `deinit` runs. What
   * code outside of its actors awaits of them fails as `unknown`, and so does
   * what is awaited of it later. Streams have the subscribers that subscribe
   * anew.
   */
  crash(options?: CrashOptions): Engine;
  /**
   * Lets `ms` milliseconds pass: each timer that is due fires at its time, and
   * what it sets off runs before the clock goes on. Where a scenario awaits
   * anything else, time goes on by itself once nothing is ready.
   *
   * @throws {RangeError} If `ms` is negative or not finite.
   * @throws {Error} If the run ends before, as by an endless loop of actors.
   */
  advance(ms: number): Promise<void>;
  /**
   * Runs what is ready, without letting time pass.
   *
   * @throws {Error} If actors run without an end; it names one of them.
   */
  settled(): Promise<void>;
}

/** What is run for each seed: it asserts, as any test does. */
export type Scenario = (sim: Simulation) => void | Promise<void>;
