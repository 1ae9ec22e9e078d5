import { MAX_DELAY_MS } from "../base/limits.ts";
import { assertOption, numberFrom } from "../base/option_rule.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import { reportLater } from "../base/thrown.ts";

/**
 * What becomes of an actor after a failure: `resume` goes on as if nothing had
 * happened, `restart` begins a fresh activation with the same inbox,
 * `deactivate` ends the activation.
 */
export type Directive = "resume" | "restart" | "deactivate";

/** What to do when a method, stream handler or timer callback throws. */
export interface Supervision {
  /**
   * What becomes of the actor; `resume` unless given. A function is told what
   * was thrown and how many failures the actor has had since it was first
   * activated, this one included; if it throws itself, the actor resumes.
   */
  readonly directive?:
    | Directive
    | ((error: unknown, failures: number) => Directive);
  /**
   * How many restarts are allowed within `withinMs`; one more deactivates the
   * actor instead. 10 unless given.
   */
  readonly maxRestarts?: number;
  /** The window of `maxRestarts` in milliseconds; 60,000 unless given. */
  readonly withinMs?: number;
  /**
   * How long a restart waits, in milliseconds: `min` for the first in the
   * window, twice as long for each one after it, `max` at most, and up to half
   * of it less by chance, so that actors do not restart in step. No wait
   * unless given.
   */
  readonly backoffMs?: { readonly min: number; readonly max: number };
}

/** A decision to restart. */
export interface Restart {
  readonly directive: "restart";
  /** How many restarts there were in the window, this one included. */
  readonly restarts: number;
  readonly delayMs: number;
}

/** What a supervisor decided. */
export type Decision =
  | Restart
  | { readonly directive: "resume" | "deactivate" };

const RESUME: Decision = { directive: "resume" };
const DEACTIVATE: Decision = { directive: "deactivate" };

/** Supervision with the defaults filled in. */
export type SupervisionPolicy = Required<Supervision>;

const NAMES: OptionNames<Supervision> = {
  directive: true,
  maxRestarts: true,
  withinMs: true,
  backoffMs: true,
};

/**
 * Fills in the defaults of a class's supervision.
 *
 * @throws {RangeError} If a number is out of its limits.
 * @throws {TypeError} If an option has no such name.
 */
export function readSupervision(options: Supervision): SupervisionPolicy {
  assertKnownOptions("a supervision", NAMES, options);
  const policy: SupervisionPolicy = {
    directive: options.directive ?? "resume",
    maxRestarts: options.maxRestarts ?? 10,
    withinMs: options.withinMs ?? 60_000,
    backoffMs: options.backoffMs ?? { min: 0, max: 0 },
  };
  const { min, max } = policy.backoffMs;
  assertWithin("maxRestarts", policy.maxRestarts, 0, Infinity);
  assertWithin("withinMs", policy.withinMs, 0, Infinity);
  assertWithin("backoffMs.min", min, 0, MAX_DELAY_MS);
  assertWithin("backoffMs.max", max, min, MAX_DELAY_MS);
  return policy;
}

function assertWithin(
  name: string,
  value: number,
  min: number,
  max: number,
): void {
  assertOption(`supervision.${name}`, value, numberFrom(min, max));
}

/** What a supervisor asks of its surroundings. */
export interface SupervisorHost {
  readonly runtime: Runtime;
  readonly logger: Logger;
}

/** Decides for one actor what becomes of it; made at its first failure. */
export class Supervisor {
  readonly #policy: SupervisionPolicy;
  readonly #host: SupervisorHost;
  readonly #name: string;
  // When the restarts in the window were.
  #restarts: number[] = [];
  #failures = 0;

  constructor(policy: SupervisionPolicy, host: SupervisorHost, name: string) {
    this.#policy = policy;
    this.#host = host;
    this.#name = name;
  }

  /** Decides what a failure leads to. */
  decide(error: unknown): Decision {
    this.#failures++;
    switch (this.#readDirective(error)) {
      case "restart":
        return this.#restart();
      case "deactivate":
        return DEACTIVATE;
      default:
        return RESUME;
    }
  }

  #readDirective(error: unknown): Directive {
    const { directive } = this.#policy;
    if (typeof directive !== "function") return directive;
    try {
      const chosen: unknown = directive(error, this.#failures);
      // What a promise says comes too late.
      reportLater(chosen, this.#report);
      return chosen as Directive;
    } catch (failure) {
      this.#report(failure);
      return "resume";
    }
  }

  readonly #report = (failure: unknown): void => {
    const { logger } = this.#host;
    logger.error(`The supervision of ${this.#name} failed:`, failure);
  };

  #restart(): Decision {
    const { backoffMs, maxRestarts, withinMs } = this.#policy;
    const { logger, runtime } = this.#host;
    const now = runtime.now();
    this.#restarts = this.#restarts.filter((at) => now - at < withinMs);
    if (this.#restarts.length >= maxRestarts) {
      logger.error(
        `${this.#name} is deactivated: it failed again after ${maxRestarts} ` +
          `restarts within ${withinMs} ms`,
      );
      return DEACTIVATE;
    }
    this.#restarts.push(now);
    const restarts = this.#restarts.length;
    const full = Math.min(backoffMs.max, backoffMs.min * 2 ** (restarts - 1));
    const delayMs = full * (1 - runtime.random() / 2);
    return { directive: "restart", restarts, delayMs };
  }
}
