import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import { MAX_DELAY_MS } from "../../base/limits.ts";
import {
  numberFrom,
  oneOf,
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import { ENGINE_OPTIONS, type EngineOptions } from "../../engine/options.ts";
import { LoggedLines } from "./logged.ts";
import {
  SimulatedRuntime,
  type SimulatedRuntimeOptions,
} from "../simulated_runtime.ts";

/** Tunes the engine of a test; every option has a default. */
export interface TestEngineOptions
  extends Omit<EngineOptions, "runtime">, SimulatedRuntimeOptions {
  /**
   * How long a call may take from when it is awaited, in virtual milliseconds;
   * for ever unless given. An engine of a program has 30,000.
   */
  readonly callTimeoutMs?: number;
  /**
   * `auto` (default) lets time go on while code outside of actors awaits a
   * call, which is the test as a rule. Where it is a server in the test,
   * `manual` has time go on by `advance()` alone.
   */
  readonly time?: "auto" | "manual";
  /**
   * How many turns and runs actors may have while the clock stands still: more
   * are work without an end. A whole number; 200,000 by default.
   */
  readonly maxRunsAtOnce?: number;
  /**
   * Whether log lines are kept from the console, or from `logger`; `false`
   * unless given. `logged` has them all the same.
   */
  readonly quiet?: boolean;
  /**
   * How long a test waits when nothing is left to happen, in real milliseconds,
   * before what it awaits fails: what an actor awaits outside of the engine, a
   * disk say, may still come. 1,000 by default.
   */
  readonly patienceMs?: number;
  /**
   * How many timers may fire while a test awaits one thing, before that fails:
   * a recurring one never ends. A whole number; 100,000 by default.
   */
  readonly maxTimers?: number;
}

/** How a test waits, and how long for what does not come. */
export interface Patience {
  readonly time: "auto" | "manual";
  readonly patienceMs: number;
  readonly maxTimers: number;
}

/** The options of a test's engine, sorted by what they tune. */
export interface TestEngineParts {
  readonly runtime: SimulatedRuntime;
  readonly patience: Patience;
  readonly logged: LoggedLines;
  readonly engine: EngineOptions;
}

const RULES: OptionRules<Patience> = {
  time: oneOf("auto", "manual"),
  patienceMs: numberFrom(0, MAX_DELAY_MS),
  maxTimers: wholeNumberFrom(1, Number.MAX_SAFE_INTEGER),
};

const DEFAULTS: Patience = {
  time: "auto",
  patienceMs: 1_000,
  maxTimers: 100_000,
};

const { runtime: _, ...ENGINE_NAMES } = ENGINE_OPTIONS;

const NAMES: OptionNames<TestEngineOptions> = {
  ...ENGINE_NAMES,
  seed: true,
  startMs: true,
  maxRunsAtOnce: true,
  patienceMs: true,
  maxTimers: true,
  quiet: true,
  time: true,
};

/** So many take a second or so. */
const RUNS_AT_ONCE = 200_000;

/**
 * Sorts options, and fills in the defaults.
 *
 * @throws {RangeError} If a number is out of its limits.
 * @throws {TypeError} If `time` is none of its values, or an option has no such
 * name.
 */
export function readTestOptions(options: TestEngineOptions): TestEngineParts {
  assertKnownOptions("a test's engine", NAMES, options);
  const {
    seed = 1,
    startMs = 0,
    maxRunsAtOnce = RUNS_AT_ONCE,
    time,
    patienceMs,
    maxTimers,
    quiet = false,
    logger = console,
    ...engine
  } = options;
  const logged = new LoggedLines(quiet ? null : logger);
  return {
    runtime: new SimulatedRuntime({ seed, startMs, maxRunsAtOnce }),
    patience: readOptions(RULES, { time, patienceMs, maxTimers }, DEFAULTS),
    logged,
    engine: { callTimeoutMs: 0, ...engine, logger: logged.logger },
  };
}
