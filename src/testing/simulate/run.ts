import type { Probe } from "../../actor/port/probe.ts";
import { setImmediate } from "../../base/runtime.ts";
import { Chance } from "./chance.ts";
import { Clock, type ClockOwner } from "./clock.ts";
import { Faults } from "./faults.ts";
import { Recorder } from "./recorder.ts";
import { hearRejections } from "./rejections.ts";
import type { Plan, Stage } from "./stage.ts";
import type { ActorAt, Strategy } from "./strategy.ts";
import {
  type Decisions,
  type GivenDecisions,
  openTapes,
  readTapes,
  type Tapes,
} from "./tape.ts";
import { setTraps } from "./traps.ts";
import { Waits } from "./waits.ts";

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
  readonly #stage: Stage;
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
    this.#stage = plan.setUp({
      seed,
      clock: this.#clock,
      faults: this.#faults,
      tapes: this.#tapes,
      waits: this.#waits,
      recorder: this.#recorder,
      engine: plan.engine,
    });
  }

  /** Shows arrivals and turns to a probe. */
  attach(probe: Probe): void {
    this.#stage.attach(probe);
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

  #begin(): void {
    new Promise<void>((resolve) => resolve(this.#stage.play()))
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
    // They come before what the scenario does next.
    const struck = this.#stage.strike();
    if (struck !== null) this.#countStep(() => struck);
    else if (clock.isPaused) this.#resume();
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
      this.fail(new Error(this.#stage.explainStuck()));
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
    if (!this.#plan.hasInvariant) return;
    try {
      this.#stage.check();
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
    this.#stage.stop().then(() => void (isStopped = true));
    setImmediate(round);
    return promise;
  }
}
