import { quote } from "../../base/escape_controls.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import { showOption } from "../../base/show_option.ts";
import { ENGINE_OPTIONS, type EngineOptions } from "../../engine/options.ts";
import { readInterceptors } from "../../envelope/interceptor.ts";
import { assertFaults, type FaultRates } from "./faults.ts";
import type { Simulation } from "./simulation.ts";

/** How the turns of actors follow each other in a simulation. */
export type SimulationStrategy =
  | "random"
  | "round-robin"
  | "pct"
  | "exhaustive";

/** What {@linkcode simulate} may be told; every option has a default. */
export interface SimulateOptions {
  /**
   * How many seeds, from 1 on, or which ones; 100 unless given. `SEED=7` in an
   * environment that may be read has that one run alone.
   */
  readonly seeds?: number | readonly number[];
  /**
   * For how many minutes of real time seeds run, one after the other from 1 on,
   * or from the first of a list; `seeds` alone counts unless given.
   */
  readonly minutes?: number;
  /**
   * How many turns and timers one run may have before it counts as endless;
   * 100,000 unless given.
   */
  readonly steps?: number;
  /**
   * How the turns follow each other: `random` (default) picks any actor that is
   * ready; `round-robin` the one that waits for longest; `pct` the one of the
   * highest priority, which changes `changePoints` times; `exhaustive` tries
   * every order that can make a difference, for one seed.
   */
  readonly strategy?: SimulationStrategy;
  /** How often priorities change with `pct`, at most 1,000; 3 unless given. */
  readonly changePoints?: number;
  /** How many orders `exhaustive` may try; 10,000 unless given. */
  readonly schedules?: number;
  /** What goes wrong on purpose, and how often; nothing unless given. */
  readonly faults?: FaultRates;
  /** Throws where something does not hold that must hold after every turn. */
  readonly invariant?: (sim: Simulation) => void;
  /**
   * The file that the trace of the simplest failure is written to, as JSON; it
   * needs `--allow-write`. None is written unless given.
   */
  readonly traceFile?: string;
  /**
   * Whether a run fails that asks for real time or chance, at that line, while
   * it runs: `Date.now()`, `setTimeout()`, `Math.random()`, `fetch()` and the
   * like; `false` unless given. One run at a time may have traps.
   */
  readonly traps?: boolean;
  /** As the engine's option of that name; `auto` unless given. */
  readonly wire?: "auto" | "always";
  /**
   * The engine's other options; it logs nothing unless it has a logger. Its
   * store is each run's own, in memory.
   */
  readonly engine?: Omit<
    EngineOptions,
    "cluster" | "runtime" | "store" | "turnsPerRun" | "wire"
  >;
}

/** What of the options says which runs there are. */
export interface SearchSettings {
  readonly seeds: Iterable<number>;
  readonly minutes: number;
  readonly strategy: SimulationStrategy;
  readonly changePoints: number;
  readonly schedules: number;
  readonly traceFile: string | null;
}

/** What of the options says how an engine runs. */
export interface EngineRunSettings {
  readonly steps: number;
  readonly faults: FaultRates;
  readonly traps: boolean;
  readonly engine: EngineOptions;
}

/** Options with the defaults filled in. */
export interface SimulateSettings extends SearchSettings, EngineRunSettings {
  readonly invariant: ((sim: Simulation) => void) | null;
}

const NAMES: OptionNames<SimulateOptions> = {
  seeds: true,
  minutes: true,
  steps: true,
  strategy: true,
  changePoints: true,
  schedules: true,
  faults: true,
  invariant: true,
  traps: true,
  traceFile: true,
  wire: true,
  engine: true,
};
const {
  cluster: _cluster,
  runtime: _runtime,
  store: _store,
  turnsPerRun: _turnsPerRun,
  wire: _wire,
  ...ENGINE_NAMES
} = ENGINE_OPTIONS;
const STRATEGIES: readonly SimulationStrategy[] = [
  "random",
  "round-robin",
  "pct",
  "exhaustive",
];

const SEEDS = 100;
const STEPS = 100_000;
const SCHEDULES = 10_000;
const CHANGE_POINTS = 3;
const MOST = 1_000_000_000;
const MOST_CHANGE_POINTS = 1_000;

/**
 * Fills in the defaults.
 *
 * @throws {TypeError} If an option has no such name, or is of the wrong kind.
 * @throws {RangeError} If a seed is no whole number, or a number is out of its
 * limits.
 */
export function readSimulateOptions(
  options: SimulateOptions,
): SimulateSettings {
  assertKnownOptions("a simulation", NAMES, options);
  const { faults = {}, strategy = "random", wire, traps = false } = options;
  const { engine = {}, invariant = null, minutes = 0 } = options;
  if (!STRATEGIES.includes(strategy)) {
    throw new TypeError(
      `Cannot simulate with strategy ${showOption(strategy)}: it must be ` +
        `one of ${STRATEGIES.map(quote).join(", ")}`,
    );
  }
  assertFaults(faults);
  if (strategy === "exhaustive" && Object.keys(faults).length > 0) {
    throw new TypeError(
      'Cannot simulate faults with strategy "exhaustive": they strike by ' +
        "chance, not in every way",
    );
  }
  assertNoStore(engine);
  assertKnownOptions("a simulation's engine", ENGINE_NAMES, engine);
  if (invariant !== null && typeof invariant !== "function") {
    throw new TypeError(
      `Cannot simulate with invariant ${showOption(invariant)}: it must be ` +
        "a function",
    );
  }
  if (!(typeof minutes === "number" && minutes >= 0 && minutes <= MOST)) {
    throw new RangeError(
      `Cannot simulate for ${showOption(minutes)} minutes: they must be a ` +
        `number from 0 to ${MOST}`,
    );
  }
  return {
    seeds: readSeeds(options.seeds, minutes),
    minutes,
    steps: readWhole("steps", options.steps ?? STEPS, MOST),
    strategy,
    changePoints: readWhole(
      "changePoints",
      options.changePoints ?? CHANGE_POINTS,
      MOST_CHANGE_POINTS,
    ),
    schedules: readWhole("schedules", options.schedules ?? SCHEDULES, MOST),
    faults,
    invariant,
    traps,
    traceFile: readFile(options.traceFile),
    engine: {
      ...engine,
      interceptors: readInterceptors(engine.interceptors),
      ...(wire === undefined ? {} : { wire }),
    },
  };
}

function assertNoStore(engine: unknown): void {
  if (typeof engine !== "object" || !("store" in (engine ?? {}))) return;
  throw new TypeError(
    'Cannot use option "store" of a simulation\'s engine: each run has a ' +
      "store of its own, `simulation.store`, with the faults of the options",
  );
}

function readFile(path: unknown = null): string | null {
  if (path === null || typeof path === "string" && path !== "") return path;
  throw new TypeError(
    `Cannot simulate with traceFile ${showOption(path)}: it must be a path`,
  );
}

function readSeeds(
  seeds: number | readonly number[] | undefined,
  minutes: number,
): Iterable<number> {
  const replayed = readEnvironment();
  if (replayed !== undefined) return [assertSeed(replayed)];
  if (Array.isArray(seeds)) {
    seeds.forEach(assertSeed);
    if (seeds.length === 0) {
      throw new RangeError("Cannot simulate: the list of seeds is empty");
    }
    return minutes > 0 ? countFrom(seeds[0]!, Infinity) : [...seeds];
  }
  const count = readWhole("seeds", seeds ?? SEEDS, MOST);
  return countFrom(1, minutes > 0 ? Infinity : count);
}

function* countFrom(first: number, count: number): Generator<number> {
  for (let at = 0; at < count; at++) yield first + at;
}

function assertSeed(seed: unknown): number {
  if (Number.isSafeInteger(seed)) return seed as number;
  throw new RangeError(
    `Cannot simulate seed ${showOption(seed)}: it must be a whole number`,
  );
}

function readWhole(name: string, value: unknown, most: number): number {
  const isWhole = Number.isSafeInteger(value) && (value as number) > 0 &&
    (value as number) <= most;
  if (isWhole) return value as number;
  throw new RangeError(
    `Cannot simulate with ${name} ${showOption(value)}: it must be a whole ` +
      `number from 1 to ${most}`,
  );
}

/** Reads `SEED`, where that needs no prompt. */
function readEnvironment(): unknown {
  if (typeof Deno === "undefined") return undefined;
  const query = { name: "env", variable: "SEED" } as const;
  if (Deno.permissions.querySync(query).state !== "granted") return undefined;
  const text = Deno.env.get("SEED");
  if (text === undefined) return undefined;
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
