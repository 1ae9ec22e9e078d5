import { runInRoot } from "../../base/async_context.ts";
import { readThrownMessage } from "../../base/thrown.ts";
import type { EngineView } from "../../engine/view.ts";
import type { SimulatedRuntime } from "../simulated_runtime.ts";
import { explainHang, explainTimers } from "./hang.ts";
import type { Patience } from "./options.ts";
import { OutsideTime } from "./outside.ts";
import { Pause } from "./pause.ts";
import type { Wait } from "./wait.ts";

/** How long the clock waits for what a turn awaits outside of the engine. */
const OUTSIDE_MS = 50;
/** How long it waits for the world outside before it looks again. */
const IDLE_MS = 5;

/**
 * Lets virtual time go on by itself while a test awaits something of its
 * engine, and fails what it awaits when nothing is left to happen.
 */
export class Pace {
  readonly #runtime: SimulatedRuntime;
  readonly #view: EngineView;
  readonly #patience: Patience;
  readonly #outside = new OutsideTime(OUTSIDE_MS);
  readonly #pause = new Pause();
  readonly #waits = new Set<Wait>();
  #isGoing = false;
  #hasFailed = false;
  // How many timers have fired since the last wait began.
  #fired = 0;
  // How long nothing has been left to happen, in real milliseconds.
  #idleMs = 0;
  // How often the test moves the clock itself right now.
  #byHand = 0;
  #handsOff: PromiseWithResolvers<void> | null = null;

  constructor(
    runtime: SimulatedRuntime,
    view: EngineView,
    patience: Patience,
  ) {
    this.#runtime = runtime;
    this.#view = view;
    this.#patience = patience;
  }

  /** Lets time go on until something has come. */
  add(wait: Wait): void {
    this.#waits.add(wait);
    this.#fired = this.#idleMs = 0;
    if (this.#isGoing) return;
    this.#isGoing = true;
    void runInRoot(() => this.#go());
  }

  /**
   * Resolves as a promise does, and lets time go on until then; rejects with
   * the error if that does not come.
   */
  async until<Value>(
    what: string,
    promise: Promise<Value>,
    error: Error,
  ): Promise<Value> {
    const failed = Promise.withResolvers<never>();
    let isOver = false;
    const end = (): void => void (isOver = true);
    promise.then(end, end);
    this.add({
      what,
      since: this.#runtime.now(),
      actor: null,
      get isOver() {
        return isOver;
      },
      fail: (message) => {
        error.message = message;
        failed.reject(error);
      },
    });
    return await Promise.race([promise, failed.promise]);
  }

  /**
   * Runs what is ready, and gives what is awaited outside of the engine some
   * time, while the clock stands still.
   *
   * @throws {Error} If actors run without an end; it names one of them.
   */
  async settle(): Promise<void> {
    await this.#byHandDo(() => this.#settle());
  }

  /**
   * Lets `ms` milliseconds pass, timer by timer.
   *
   * @throws {RangeError} If `ms` is negative or not finite.
   * @throws {Error} If actors run without an end at one instant; it names one.
   */
  async advance(ms: number): Promise<void> {
    // What is no time is refused before anything runs.
    if (!(ms >= 0 && Number.isFinite(ms))) {
      return await this.#runtime.advance(ms);
    }
    const end = this.#runtime.now() + ms;
    await this.#byHandDo(async () => {
      await this.#settle();
      while (await this.#runtime.advanceToNext(end)) {
        await this.#awaitOutside();
      }
      await this.#runtime.advance(Math.max(0, end - this.#runtime.now()));
    });
  }

  /** Whether the test was told of something that does not come. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Fails what is still awaited: the engine has stopped. */
  close(): void {
    this.#fail((what) => `Cannot wait for ${what}: the engine has stopped`);
    this.#pause.end();
  }

  async #byHandDo(move: () => Promise<void>): Promise<void> {
    this.#byHand++;
    try {
      await move();
    } finally {
      if (--this.#byHand === 0) {
        this.#handsOff?.resolve();
        this.#handsOff = null;
      }
    }
  }

  /** Lets time go on until nothing is awaited any more. */
  async #go(): Promise<void> {
    const isOver = (): boolean => this.#isOver();
    while (!isOver()) {
      try {
        await this.#runtime.settle();
        await this.#awaitOutside(isOver);
        // The test may have gone on meanwhile, and move the clock itself.
        while (!isOver() && this.#byHand === 0) await this.#passTime(isOver);
      } catch (error) {
        this.#hasFailed = true;
        this.#fail(() => readThrownMessage(error));
      }
      if (this.#byHand === 0) continue;
      this.#handsOff ??= Promise.withResolvers();
      await this.#handsOff.promise;
    }
    this.#isGoing = false;
  }

  /** Lets time pass until the next timer, or waits for the world outside. */
  async #passTime(isOver: () => boolean): Promise<void> {
    if (this.#fired >= this.#patience.maxTimers) {
      throw new Error(
        explainTimers(this.#view, [...this.#waits], this.#fired),
      );
    }
    const isManual = this.#patience.time === "manual";
    if (!isManual && await this.#runtime.advanceToNext()) {
      this.#fired++;
      this.#idleMs = 0;
    } else {
      if (this.#idleMs >= this.#patience.patienceMs) {
        throw new Error(explainHang(this.#view, [...this.#waits]));
      }
      await this.#pause.begin(IDLE_MS);
      this.#idleMs += IDLE_MS;
      await this.#runtime.settle();
    }
    await this.#awaitOutside(isOver);
  }

  async #settle(): Promise<void> {
    await this.#runtime.settle();
    await this.#awaitOutside();
  }

  /** Gives what turns await outside of the engine some real time to come. */
  async #awaitOutside(isOver: () => boolean = () => false): Promise<void> {
    while (!isOver() && this.#outside.look(this.#view.registry)) {
      await this.#pause.begin(1);
      await this.#runtime.settle();
    }
  }

  #isOver(): boolean {
    for (const wait of this.#waits) {
      if (wait.isOver) this.#waits.delete(wait);
    }
    return this.#waits.size === 0;
  }

  #fail(explain: (what: string) => string): void {
    const waits = [...this.#waits];
    this.#waits.clear();
    for (const wait of waits) {
      if (!wait.isOver) wait.fail(explain(wait.what));
    }
  }
}
