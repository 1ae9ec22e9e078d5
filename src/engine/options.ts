import {
  type Overflow,
  readIdleMs,
  readInboxCapacity,
  readOverflow,
} from "../actor/options.ts";
import {
  CALL_TIMEOUT_MS,
  DRAIN_TIMEOUT_MS,
  INBOX_CAPACITY,
  MAX_DELAY_MS,
  RUN_BUDGET_MS,
  TURNS_PER_RUN,
} from "../base/limits.ts";
import { guardLogger, type Logger } from "../base/logger.ts";
import { type Runtime, systemRuntime } from "../base/runtime.ts";
import type { InspectorOptions } from "./inspector_port.ts";

/** Tunes an engine; every option has a default. */
export interface EngineOptions {
  /**
   * How many envelopes an inbox holds before it refuses: 1 to 16,777,216;
   * 65,536 unless given. A class may differ: see `ActorOptions`.
   */
  readonly inboxCapacity?: number;
  /**
   * What becomes of an envelope that does not fit into an inbox; `refuse`
   * unless given. A class may differ: see `ActorOptions`.
   */
  readonly overflow?: Overflow;
  /**
   * After how many milliseconds without an envelope an actor is deactivated; 0
   * (default) is never. A class may differ: see `ActorOptions`.
   */
  readonly idleMs?: number;
  /**
   * `auto` (default) copies payloads from actor to actor; `always` sends
   * every one through its bytes as well, so that tests prove that what works
   * here works across a network.
   */
  readonly wire?: "auto" | "always";
  /**
   * How long a call may take from when it is awaited, in milliseconds; 30,000
   * unless given; 0 is for ever. Other times for one call: see
   * `proxy.with()`.
   */
  readonly callTimeoutMs?: number;
  /**
   * How long `stop()` waits for accepted work, and then for `deinit` hooks,
   * in milliseconds; 10,000 unless given.
   */
  readonly drainTimeoutMs?: number;
  /** How many turns an actor may take before the next one; 128 unless given. */
  readonly turnsPerRun?: number;
  /**
   * After how many milliseconds of turns the event loop is given back; 5
   * unless given.
   */
  readonly runBudgetMs?: number;
  /** Where log lines go; `console` unless given. */
  readonly logger?: Logger;
  /** Where time and chance come from; the real ones unless given. */
  readonly runtime?: Runtime;
  /**
   * Whether, and how, the engine can be looked into with a browser; `false`
   * unless given, or `true` where the environment has `BACKSTAGE_INSPECTOR=1`
   * and may be read. It needs the permission to listen, such as
   * `--allow-net=127.0.0.1`; where it cannot start, a log line says why.
   */
  readonly inspector?: boolean | InspectorOptions;
}

/** Engine options with the defaults filled in. */
export type EngineSettings = Required<Omit<EngineOptions, "inspector">>;

/**
 * Fills in the defaults.
 *
 * @throws {RangeError} If a number is out of its limits.
 * @throws {TypeError} If `wire` or `overflow` is none of its values.
 */
export function readEngineOptions(options: EngineOptions): EngineSettings {
  const wire = options.wire ?? "auto";
  if (wire !== "auto" && wire !== "always") {
    throw new TypeError(
      `Cannot use wire ${JSON.stringify(wire)}: it must be "auto" or "always"`,
    );
  }
  return {
    wire,
    inboxCapacity: readInboxCapacity(options, INBOX_CAPACITY),
    overflow: readOverflow(options, "refuse"),
    idleMs: readIdleMs(options, 0),
    callTimeoutMs: readNumber(options, "callTimeoutMs", CALL_TIMEOUT_MS, 0),
    drainTimeoutMs: readNumber(options, "drainTimeoutMs", DRAIN_TIMEOUT_MS, 0),
    turnsPerRun: Math.floor(
      readNumber(options, "turnsPerRun", TURNS_PER_RUN, 1),
    ),
    runBudgetMs: readNumber(options, "runBudgetMs", RUN_BUDGET_MS, 0),
    logger: guardLogger(options.logger ?? console),
    runtime: options.runtime ?? systemRuntime,
  };
}

function readNumber(
  options: EngineOptions,
  name: "callTimeoutMs" | "drainTimeoutMs" | "turnsPerRun" | "runBudgetMs",
  otherwise: number,
  min: number,
): number {
  const value = options[name] ?? otherwise;
  const isNumber = typeof value === "number";
  if (isNumber && value >= min && value <= MAX_DELAY_MS) return value;
  throw new RangeError(
    `Cannot use ${name} ${value}: it must be a number from ${min} to ` +
      `${MAX_DELAY_MS}`,
  );
}
