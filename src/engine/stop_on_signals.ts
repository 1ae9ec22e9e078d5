import { runInRoot } from "../base/async_context.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import { findSignals, type Signals, type StopSignal } from "../base/signals.ts";
import { type Engine, viewOf } from "./engine.ts";

/** What {@linkcode stopOnSignals} may be told. */
export interface StopOnSignalsOptions {
  /**
   * Runs at the first signal, before the engine stops, which waits for it, but
   * not longer than the engine's `drainTimeoutMs`: the place to close what
   * still asks actors, such as an HTTP server. Iterations over streams have
   * ended by then, so that no response waits for more. What it throws is
   * logged.
   */
  readonly beforeStop?: () => void | Promise<void>;
}

const NAMES: OptionNames<StopOnSignalsOptions> = { beforeStop: true };

/**
 * Stops an engine when its program is told to end: by `SIGINT` (Ctrl+C) or
 * `SIGTERM`, on Windows by `SIGINT` or `SIGBREAK`.
 *
 * The first signal drains the engine as `stop()` does. A second one cuts that
 * short, as `stop({ drain: false })` does. From then on signals do what they
 * do without this, so a third one ends the process. Each is a log line.
 *
 * It never ends the process: that ends by itself when nothing is left to do.
 * Its exit code stays what the program says, 0 unless it says anything: a
 * drained stop is no failure. After a second signal it is 128 and the signal's
 * number, 130 or 143, unless the program has set another.
 *
 * It listens until the engine has stopped or the result is disposed, keeps no
 * process alive by itself, and needs no permission.
 *
 * @throws {Error} Where programs are sent no signals, as in a browser.
 * @throws {TypeError} If an option has no such name.
 *
 * @example Serve until told to end, then finish what was begun
 * ```ts
 * import { Engine, stopOnSignals } from "@backstage/actors";
 *
 * const engine = new Engine();
 * const server = { shutdown: async () => {} }; // Deno.serve(...)
 * stopOnSignals(engine, { beforeStop: () => server.shutdown() });
 * engine.stopped.then(() => console.log("bye"));
 * ```
 */
export function stopOnSignals(
  engine: Engine,
  options: StopOnSignalsOptions = {},
): Disposable {
  assertKnownOptions("stopOnSignals()", NAMES, options);
  const watch = new SignalWatch(engine, options);
  engine.stopped.then(() => watch[Symbol.dispose]());
  return watch;
}

class SignalWatch implements Disposable {
  readonly #engine: Engine;
  readonly #options: StopOnSignalsOptions;
  readonly #signals: Signals;
  readonly #listeners = new Map<StopSignal["name"], () => void>();
  #isStopping = false;

  constructor(engine: Engine, options: StopOnSignalsOptions) {
    this.#engine = engine;
    this.#options = options;
    const signals = findSignals();
    if (signals === undefined) {
      throw new Error("Cannot stop on signals: this platform has none");
    }
    this.#signals = signals;
    for (const signal of signals.stop) {
      const listener = (): void => runInRoot(() => this.#take(signal));
      this.#listeners.set(signal.name, listener);
      signals.add(signal.name, listener);
    }
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) {
      this.#signals.remove(name, listener);
    }
    this.#listeners.clear();
  }

  #take(signal: StopSignal): void {
    if (this.#isStopping) this.#hurry(signal);
    else this.#begin(signal);
  }

  async #begin({ name }: StopSignal): Promise<void> {
    const { log } = this.#engine;
    this.#isStopping = true;
    log.info(`${name}: the engine finishes its work; again: it stops at once`);
    viewOf(this.#engine).closeReaders();
    await this.#prepare();
    await this.#engine.stop();
  }

  /** Runs `beforeStop`, and waits for it as long as the engine may. */
  async #prepare(): Promise<void> {
    const { beforeStop } = this.#options;
    if (beforeStop === undefined) return;
    const { log, stopped } = this.#engine;
    const { drainTimeoutMs, runtime } = viewOf(this.#engine);
    const late = Promise.withResolvers<void>();
    const timer = runtime.setTimer(drainTimeoutMs, () => {
      log.warn(
        `Stopping did not wait longer than ${drainTimeoutMs} ms for beforeStop`,
      );
      late.resolve();
    });
    // Another signal may stop the engine meanwhile.
    await Promise.race([this.#run(beforeStop), late.promise, stopped]);
    timer.cancel();
  }

  async #run(beforeStop: () => void | Promise<void>): Promise<void> {
    try {
      await beforeStop();
    } catch (error) {
      const { log } = this.#engine;
      log.error("What was to be done before the engine stops failed:", error);
    }
  }

  #hurry({ name, number }: StopSignal): void {
    // A hook that hangs must not make a process that only SIGKILL ends.
    this[Symbol.dispose]();
    this.#engine.log.warn(`${name}: the engine stops at once`);
    this.#signals.suggestExitCode(128 + number);
    this.#engine.stop({ drain: false });
  }
}
