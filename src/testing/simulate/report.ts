import { describeThrown } from "../../base/thrown.ts";
import type { Trace } from "../../inspector/wire/trace.ts";
import { findCaller } from "./failure.ts";
import type { Ended } from "./run.ts";

/** Lines of a schedule that a report shows. */
const SHOWN_LINES = 60;

/** A schedule of a failure: what ran, in its order. */
export interface FailedSchedule {
  /** How many turns began. */
  readonly turns: number;
  /** How many faults struck. */
  readonly faults: number;
  /** How many actors had turns. */
  readonly actors: number;
  /**
   * A line each: a turn and who called (`Cart/7.add <- Checkout/1`), a hook,
   * the end of a turn that others ran in between, a fault (`!!`), or the time
   * (`--`).
   */
  readonly lines: readonly string[];
  /** It as `chrome://tracing`, ui.perfetto.dev and the inspector open it. */
  readonly trace: SimulationTrace;
}

/** A trace in Chrome's format, to be written as JSON. */
export type SimulationTrace = Trace;

/** What a {@linkcode SimulationError} is made of. */
export interface SimulationErrorOptions {
  /** The seed that failed. */
  readonly seed: number;
  /** What was thrown. */
  readonly cause: unknown;
  /** The schedule that failed; `null` if there is none. */
  readonly schedule: FailedSchedule | null;
  /** The simplest that was found to fail alike; `null` if none is simpler. */
  readonly shrunk: FailedSchedule | null;
}

/**
 * Says that a seed failed: its message begins with `seed N: ` and tells the
 * schedule, and the simplest one that fails alike; its `cause` is what failed.
 *
 * @example Read what a failed simulation tells
 * ```ts
 * import { simulate, SimulationError } from "@backstage/actors/testing";
 * import { assertRejects } from "@std/assert";
 *
 * const error = await assertRejects(
 *   () => simulate({ seeds: [7] }, () => Promise.reject(new Error("no"))),
 *   SimulationError,
 *   "seed 7: no",
 * );
 * console.assert(error.seed === 7);
 * ```
 */
export class SimulationError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name = "SimulationError";
  /** The seed that failed: `SEED=N` has it run alone. */
  readonly seed: number;
  /** The schedule that failed; `null` if there is none. */
  readonly schedule: FailedSchedule | null;
  /** The simplest that was found to fail alike; `null` if none is simpler. */
  readonly shrunk: FailedSchedule | null;

  /** Creates the error from its message and what the run was. */
  constructor(message: string, options: SimulationErrorOptions) {
    super(message, { cause: options.cause });
    this.seed = options.seed;
    this.schedule = options.schedule;
    this.shrunk = options.shrunk;
  }
}

/** Says that a seed does not replay. */
export const DIFFERS = "Cannot replay the seed: two runs of it differ, so an " +
  "actor or the scenario asks for real time or chance, or keeps something " +
  "from run to run; traps: true may tell where";

/** Where a report is made, and where its trace is written. */
export interface ReportPlace {
  /** The stack where the simulation began. */
  readonly stack: string | undefined;
  /** The file that a trace is written to; `null` if none is. */
  readonly traceFile: string | null;
}

/** Makes the error of a run that failed, and of a simpler one that does. */
export function makeReport(
  failed: Ended,
  shrunk: Ended,
  { stack, traceFile }: ReportPlace,
): SimulationError {
  const { seed } = failed;
  const cause = failed.failure?.error;
  const schedule = toSchedule(failed);
  const simpler = shrunk === failed
    ? null
    : findSimpler(schedule, toSchedule(shrunk));
  const parts = [
    `seed ${seed}: ${describeFailure(cause)}`,
    `Replay it: ${tellReplay(seed, stack)}`,
    writeSchedule("The schedule", schedule),
  ];
  if (traceFile !== null) {
    parts.push(writeTrace(traceFile, (simpler ?? schedule).trace));
  }
  if (simpler !== null) {
    parts.push(writeSchedule("The simplest that fails alike", simpler));
  }
  return new SimulationError(parts.join("\n\n"), {
    seed,
    cause,
    schedule,
    shrunk: simpler,
  });
}

/** Makes the error of a seed of which no schedule tells anything. */
export function makePlainReport(
  seed: number,
  message: string,
  cause?: unknown,
): SimulationError {
  return new SimulationError(`seed ${seed}: ${message}`, {
    seed,
    cause,
    schedule: null,
    shrunk: null,
  });
}

/** Says what failed as the error says it; its class may say nothing. */
export function describeFailure(error: unknown): string {
  return describeThrown(error).replace(/^(?:Assertion)?Error: /, "");
}

/** Writes a trace; returns a sentence on that. */
function writeTrace(path: string, trace: SimulationTrace): string {
  try {
    const query = { name: "write", path } as const;
    if (Deno.permissions.querySync(query).state !== "granted") {
      return `The trace is not written: it needs --allow-write=${path}`;
    }
    Deno.writeTextFileSync(path, JSON.stringify(trace));
    return `The trace: ${path}`;
  } catch (error) {
    return `The trace is not written: ${describeThrown(error)}`;
  }
}

function tellReplay(seed: number, stack: string | undefined): string {
  const file = findCaller(stack);
  const path = file?.startsWith("file:") ? readPath(file) : file;
  return `SEED=${seed} deno test --allow-env=SEED ${path ?? ""}`.trimEnd();
}

/** Writes a file's path as seen from here, where that may be known. */
function readPath(file: string): string {
  const path = decodeURIComponent(new URL(file).pathname);
  const here = typeof Deno === "undefined" ? null : readHere();
  return here !== null && path.startsWith(`${here}/`)
    ? path.slice(here.length + 1)
    : path;
}

function readHere(): string | null {
  const { state } = Deno.permissions.querySync({ name: "read" });
  return state === "granted" ? Deno.cwd() : null;
}

function toSchedule({ recorder }: Ended): FailedSchedule {
  const { actors, faults, turns } = recorder;
  const lines = recorder.writeLines();
  return { turns, faults, actors, lines, trace: recorder.toTrace() };
}

/** Returns the simpler schedule, unless it reads like the other one. */
function findSimpler(
  { lines }: FailedSchedule,
  simpler: FailedSchedule,
): FailedSchedule | null {
  const isAlike = simpler.lines.join("\n") === lines.join("\n");
  return isAlike ? null : simpler;
}

function writeSchedule(
  title: string,
  { actors, faults, lines, turns }: FailedSchedule,
): string {
  if (lines.length === 0) return `${title}: no turns`;
  const left = Math.max(0, lines.length - SHOWN_LINES);
  const shown = lines.slice(left).map((line) => `  ${line}`);
  const struck = faults === 0 ? "" : `, ${count(faults, "fault")}`;
  return [
    `${title}, ${count(turns, "turn")} of ${count(actors, "actor")}${struck}:`,
    ...(left === 0 ? [] : [`  (${left} lines before these)`]),
    ...shown,
  ].join("\n");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
