import type { Probe } from "../../actor/port/probe.ts";
import type { Engine } from "../../engine/engine.ts";
import type { CrashOptions } from "../../store/memory/options.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import { memoryStore } from "../../store/memory/store_in_memory.ts";
import { Stubs } from "../unit/stubs.ts";
import { CrashPoints } from "./crash_point.ts";
import { EngineClock } from "./engine_clock.ts";
import { FaultsBetween } from "./fault_probe.ts";
import { makeSimulation } from "./make_simulation.ts";
import type { SimulateSettings } from "./options.ts";
import { SimulatedEngine } from "./simulated_engine.ts";
import type { Scenario, Simulation } from "./simulation.ts";
import type { Plan, Site, Stage } from "./stage.ts";
import { explainStuck } from "./stuck.ts";

/** What is asked of one engine. */
type Program = Pick<SimulateSettings, "invariant"> & {
  readonly scenario: Scenario;
};

/** Returns the plan of a scenario with one engine. */
export function planOne(settings: SimulateSettings, scenario: Scenario): Plan {
  const { engine, faults, invariant, steps, traps } = settings;
  return {
    setUp: (site) => new OneEngine(site, { invariant, scenario }),
    hasInvariant: invariant !== null,
    engine,
    faults,
    steps,
    traps,
  };
}

/** The stage of one engine and its store, which may crash. */
class OneEngine implements Stage {
  readonly #site: Site;
  readonly #program: Program;
  readonly #between: FaultsBetween;
  readonly #crashes: CrashPoints;
  readonly #probes: Probe[] = [];
  readonly #sim: Simulation;
  #store: MemoryStore;
  #engine: SimulatedEngine;
  #stubs: Stubs | null = null;

  constructor(site: Site, program: Program) {
    const { clock, faults, seed, tapes, waits } = site;
    this.#site = site;
    this.#program = program;
    this.#between = new FaultsBetween(faults);
    const hold = (): void => this.#store.hold();
    this.#crashes = new CrashPoints(faults, hold);
    this.#store = memoryStore({ faults: this.#crashes });
    this.#engine = this.#open();
    this.attach(site.recorder);
    this.#sim = makeSimulation({
      seed,
      current: () => this.#engine,
      store: () => this.#store,
      crash: (options) => this.#crash(options),
      stubs: (isWanted) =>
        isWanted ? this.#stubs ??= new Stubs(this.#engine.view) : this.#stubs,
      faults,
      tape: tapes.scenario,
      waits,
      runtime: clock,
    });
  }

  play(): void | Promise<void> {
    return this.#program.scenario(this.#sim);
  }

  check(): void {
    this.#program.invariant?.(this.#sim);
  }

  attach(probe: Probe): void {
    this.#probes.push(probe);
    this.#engine.view.attach(probe);
  }

  strike(): string | null {
    if (this.#mayCrash()) return "engines still crash";
    const { engine, view } = this.#engine;
    return this.#between.strike(engine, view) ? "faults still strike" : null;
  }

  explainStuck(): string {
    return explainStuck([this.#engine.view]);
  }

  stop(): Promise<void> {
    this.#store.release();
    return this.#engine.engine.stop({ drain: false });
  }

  #open(): SimulatedEngine {
    const { clock, engine, faults } = this.#site;
    return new SimulatedEngine({
      clock: new EngineClock(clock),
      faults,
      options: { ...engine, store: this.#store },
    });
  }

  #mayCrash(): boolean {
    const options = this.#crashes.take(this.#store.pending);
    if (options === null) return false;
    this.#crash(options);
    return true;
  }

  /** Ends the engine as its process does, and begins another. */
  #crash(options: CrashOptions): Engine {
    const { during = "by chance" } = options;
    this.#site.recorder.noteFault(`crash: ${during}`);
    this.#store = this.#store.crash(options);
    this.#engine.crash();
    this.#engine = this.#open();
    for (const probe of this.#probes) this.#engine.view.attach(probe);
    this.#stubs?.moveTo(this.#engine.view);
    return this.#engine.engine;
  }
}
