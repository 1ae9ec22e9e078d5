import { MAX_DELAY_MS } from "../../base/limits.ts";
import { setImmediate } from "../../base/runtime.ts";
import { Engine, viewOf } from "../../engine/engine.ts";
import type { EngineOptions } from "../../engine/options.ts";
import type { EngineView } from "../../engine/view.ts";
import { Chance } from "./chance.ts";
import { Clock, type ClockOwner } from "./clock.ts";
import { makeFaultInterceptors } from "./fault_interceptor.ts";
import { FaultProbe, FaultsBetween } from "./fault_probe.ts";
import { type FaultRates, Faults } from "./faults.ts";
import { Recorder } from "./recorder.ts";
import { hearRejections } from "./rejections.ts";
import { makeSimulation } from "./make_simulation.ts";
import type { Scenario, Simulation } from "./simulation.ts";
import type { ActorAt, Strategy } from "./strategy.ts";
import { explainStuck } from "./stuck.ts";
import {
  type Decisions,
  type GivenDecisions,
  openTapes,
  readTapes,
  type Tapes,
} from "./tape.ts";
import { setTraps } from "./traps.ts";
import { Waits } from "./waits.ts";

/** What all runs of a simulation share. */
export interface Plan {
  readonly scenario: Scenario;
  readonly invariant: ((sim: Simulation) => void) | null;
  readonly engine: EngineOptions;
  readonly faults: FaultRates;
  readonly steps: number;
  readonly traps: boolean;
}

/** How a run ended. */
export interface Ended {
  readonly seed: number;
  /** What failed; `null` if nothing did. */
  readonly failure: { readonly error: unknown } | null;
  /** Whether it was cut, for it had too many steps. */
  readonly isEndless: boolean;
  readonly decisions: Decisions;
  readonly recorder: Recorder;
}

/** What actors draw from, beside the other chances of a seed. */
const STREAM = 3;
/** Rounds in which an engine must stop whose run is over. */
const ROUNDS_TO_STOP = 10_000;

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** One run of a scenario: a seed's, or another run's decisions again. */
export class Run implements ClockOwner {
  readonly #seed: number;
  readonly #plan: Plan;
  readonly #strategy: Strategy;
  readonly #tapes: Tapes;
  readonly #chance: Chance;
  readonly #clock = new Clock(this, 0);
  readonly #waits = new Waits();
  readonly #over = Promise.withResolvers<void>();
  readonly #recorder = new Recorder(() => this.#clock.now());
  readonly #faults: Faults;
  readonly #between: FaultsBetween;
  readonly #engine: Engine;
  readonly #sim: Simulation;
  /** The engine of this run, to look at. */
  readonly view: EngineView;
  #failure: Ended["failure"] = null;
  #isOver = false;
  // Whether an engine goes on with what was ready.
  #isResuming = false;
  // Whether it may run one actor that it has not run yet.
  #isGranted = false;
  // Whether it had more steps than a run may have.
  #isEndless = false;
  // Whether its engine stops, for the run is over.
  #isStopping = false;
  #steps = 0;

  constructor(
    plan: Plan,
    seed: number,
    strategy: Strategy,
    given: GivenDecisions | null,
  ) {
    this.#seed = seed;
    this.#plan = plan;
    this.#strategy = strategy;
    this.#tapes = openTapes(given);
    this.#chance = new Chance(seed, STREAM);
    this.#faults = new Faults(
      plan.faults,
      seed,
      this.#tapes.faults,
      (name, where) => this.#recorder.noteFault(`${name}: ${where}`),
    );
    this.#engine = this.#open();
    this.view = viewOf(this.#engine);
    this.#between = new FaultsBetween(this.#faults, this.#engine, this.view);
    if (this.#faults.has("failInit")) {
      this.view.attach(new FaultProbe(this.#faults));
    }
    this.view.attach(this.#recorder);
    this.#sim = makeSimulation({
      seed,
      engine: this.#engine,
      faults: this.#faults,
      tape: this.#tapes.scenario,
      waits: this.#waits,
      runtime: this.#clock,
    });
  }

  /** Runs the scenario to its end, and stops the engine. */
  async play(): Promise<Ended> {
    const { traps } = this.#plan;
    const restore = traps ? setTraps((error) => this.fail(error)) : null;
    const unhear = hearRejections((reason) => this.fail(reason));
    try {
      this.#begin();
      setImmediate(this.#round);
      await this.#over.promise;
    } finally {
      restore?.();
    }
    const ended = {
      seed: this.#seed,
      failure: this.#failure,
      isEndless: this.#isEndless,
      decisions: readTapes(this.#tapes),
      recorder: this.#recorder,
    };
    await this.#stop();
    unhear();
    return ended;
  }

  /** Ends the run: something failed, or there is no more to see. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#failure = { error };
    this.#end();
  }

  random(): number {
    return this.#chance.next();
  }

  choose(ready: number, actorAt: ActorAt): number {
    if (this.#isOver) return 0;
    const strategy = this.#strategy;
    const pick = (): number => strategy.pick(ready, actorAt);
    return this.#tapes.schedule.take(ready, pick);
  }

  mayRun(nameNext: () => string): boolean {
    if (this.#isGranted) this.#isGranted = false;
    else if (this.#isOver || !this.#isResuming || !this.#goesOn()) return false;
    else this.#check();
    if (this.#isOver) return this.#isStopping;
    this.#countStep(() => `${nameNext()} still has turns`);
    return !this.#isOver;
  }

  #goesOn(): boolean {
    const strategy = this.#strategy;
    return strategy.mayGoOn &&
      this.#tapes.schedule.take(2, () => strategy.goesOn() ? 1 : 0) === 1;
  }

  #open(): Engine {
    const { engine } = this.#plan;
    const interceptors = makeFaultInterceptors({
      faults: this.#faults,
      after: (ms, callback) => void this.#clock.setTimer(ms, callback),
    });
    // Actors that are never idle would never be deactivated as such.
    const idle = this.#faults.has("deactivate") ? { idleMs: MAX_DELAY_MS } : {};
    return new Engine({
      logger: SILENT,
      ...idle,
      ...engine,
      interceptors: [...interceptors, ...engine.interceptors ?? []],
      turnsPerRun: 1,
      runtime: this.#clock,
    });
  }

  #begin(): void {
    const { scenario } = this.#plan;
    new Promise<void>((resolve) => resolve(scenario(this.#sim)))
      // What it has sent runs, though it waits for nothing.
      .then(() => this.#waits.settle())
      .then(() => this.#end(), (error) => this.fail(error));
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#recorder.close();
    this.#waits.fail(new Error("Cannot wait: the run is over"));
    this.#over.resolve();
  }

  // Once all microtasks have run: what is ready now waits for nothing else.
  readonly #round = (): void => {
    if (this.#isOver) return;
    this.#check();
    if (!this.#isOver) this.#step();
    if (!this.#isOver) setImmediate(this.#round);
  };

  #step(): void {
    const clock = this.#clock;
    if (clock.fireImmediates()) {
      this.#countStep(() => "timers without a delay still fire");
      return;
    }
    // It comes before what the scenario does next.
    if (this.#between.strike()) return;
    if (clock.isPaused) this.#resume();
    else {
      this.#strategy.noteQuiet?.();
      if (!this.#waits.noteSettled()) this.#moveOn();
    }
  }

  #resume(): void {
    this.#isGranted = this.#isResuming = true;
    this.#clock.resume(this.#pickAmong);
    this.#isResuming = this.#isGranted = false;
  }

  /** Lets time pass, for nothing is ready. */
  #moveOn(): void {
    const clock = this.#clock;
    const { horizon } = this.#waits;
    const end = horizon ?? clock.nextHeldAt;
    if (end === Infinity) {
      this.fail(new Error(explainStuck(this.view)));
    } else if (clock.moveOn(end, this.#pickAmong)) {
      this.#countStep(() => "timers still fire");
    } else this.#waits.noteTime(end);
  }

  readonly #pickAmong = (count: number): number =>
    this.#isOver
      ? 0
      : this.#tapes.schedule.take(count, () => this.#strategy.pickAmong(count));

  /** Looks whether what must always hold does. */
  #check(): void {
    const { invariant } = this.#plan;
    if (invariant === null) return;
    try {
      invariant(this.#sim);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends a run without an end, and names who goes on. */
  #countStep(nameWho: () => string): void {
    const { steps } = this.#plan;
    if (++this.#steps <= steps) return;
    this.#isEndless = true;
    // A timer has no name, nor has what wakes a deadline.
    const { lastTurn } = this.#recorder;
    const last = lastTurn === null ? "" : `; the last turn was ${lastTurn}`;
    this.fail(
      new Error(
        `Cannot ${this.#waits.purpose}: ${nameWho()} after ${steps} steps, ` +
          `at ${this.#clock.now()} ms${last}`,
      ),
    );
  }

  /** Stops the engine; what still goes on is no part of the run any more. */
  #stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let rounds = 0;
    let isStopped = false;
    const clock = this.#clock;
    const round = (): void => {
      if (isStopped || ++rounds > ROUNDS_TO_STOP) return resolve();
      if (clock.fireImmediates()) { /* What they do comes first. */ }
      else if (clock.isPaused) this.#resume();
      else if (clock.nextHeldAt !== Infinity) {
        clock.moveOn(clock.nextHeldAt, () => 0);
      }
      setImmediate(round);
    };
    this.#isStopping = true;
    this.#faults.off();
    this.#engine.stop({ drain: false }).then(() => void (isStopped = true));
    setImmediate(round);
    return promise;
  }
}
