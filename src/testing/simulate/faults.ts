import { quote } from "../../base/escape_controls.ts";
import { showOption } from "../../base/show_option.ts";
import { Chance } from "./chance.ts";
import type { Tape } from "./tape.ts";

/** What goes wrong on purpose within an engine. */
export type FaultName =
  /** An `init` throws. */
  | "failInit"
  /** A turn's method throws before it has begun. */
  | "throwBefore"
  /** A turn throws after its method has done everything. */
  | "throwAfter"
  /** A turn waits up to 100 ms before its method begins. */
  | "delayTurn"
  /** An actor that is at rest is deactivated as idle. */
  | "deactivate"
  /** A call is refused as if the inbox were full. */
  | "refuse"
  /** A caller gives up a call that is under way. */
  | "abortCaller"
  /** The engine begins to stop, once in a run. */
  | "stopEngine"
  /** The engine's process ends, and another begins with what is stored. */
  | "crash";

/** The name of a fault that a driver asks for, such as `store:lost-commit`. */
export type DriverFaultName = `${string}:${string}`;

/**
 * How probable each fault is where it may strike: from 0 (never) to 1. A fault
 * that is not named never strikes.
 */
export type FaultRates =
  & { readonly [Name in FaultName]?: number }
  & { readonly [Name in DriverFaultName]?: number };

/** Switches faults while a scenario runs. */
export interface FaultSwitches {
  /**
   * Changes how probable a fault is from now on.
   *
   * @throws {RangeError} If the rate is not from 0 to 1, or the options do not
   * name the fault.
   */
  set(name: FaultName | DriverFaultName, rate: number): void;
  /** Lets no fault strike from now on. */
  off(): void;
  /**
   * Decides by the seed whether a fault strikes here; `where` is for the
   * schedule. Drivers, such as a store's, ask it for faults of their own.
   */
  strikes(name: FaultName | DriverFaultName, where: string): boolean;
}

const NAMES: { readonly [Name in FaultName]: true } = {
  failInit: true,
  throwBefore: true,
  throwAfter: true,
  delayTurn: true,
  deactivate: true,
  refuse: true,
  abortCaller: true,
  stopEngine: true,
  crash: true,
};

/** What faults are drawn from, beside the other chances of a seed. */
const STREAM = 2;

/**
 * Says that a fault of a simulation struck: thrown in place of what an actor
 * would have done.
 *
 * @example Tell a fault from an error of the actor's own
 * ```ts
 * import { FaultError } from "@backstage/actors/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new FaultError("throwBefore", "Cart/7.add");
 * assertEquals(error.message, "Cannot run Cart/7.add: fault throwBefore");
 * ```
 */
export class FaultError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name = "FaultError";
  /** The name of the fault. */
  readonly fault: string;

  /** Creates the error of a fault that struck somewhere. */
  constructor(fault: string, where: string) {
    super(`Cannot run ${where}: fault ${fault}`);
    this.fault = fault;
  }
}

/** The faults of one run. */
export class Faults implements FaultSwitches {
  readonly #rates = new Map<string, number>();
  readonly #tape: Tape;
  readonly #chance: Chance;
  readonly #onStrike: (name: string, where: string) => void;

  constructor(
    rates: FaultRates,
    seed: number,
    tape: Tape,
    onStrike: (name: string, where: string) => void,
  ) {
    for (const [name, rate] of Object.entries(rates)) {
      if (rate !== undefined) this.#rates.set(name, rate);
    }
    this.#tape = tape;
    this.#chance = new Chance(seed, STREAM);
    this.#onStrike = onStrike;
  }

  /** Whether the options name any of these faults. */
  has(...names: readonly FaultName[]): boolean {
    return names.some((name) => this.#rates.has(name));
  }

  set(name: FaultName | DriverFaultName, rate: number): void {
    assertRate(name, rate);
    if (!this.#rates.has(name)) {
      throw new RangeError(
        `Cannot set fault ${quote(name)}: the options do not name it`,
      );
    }
    this.#rates.set(name, rate);
  }

  off(): void {
    for (const name of this.#rates.keys()) this.#rates.set(name, 0);
  }

  strikes(name: FaultName | DriverFaultName, where: string): boolean {
    const isStruck = this.decide(name);
    if (isStruck) this.note(name, where);
    return isStruck;
  }

  /** Decides whether a fault strikes, where it is not known yet. */
  decide(name: FaultName | DriverFaultName): boolean {
    const rate = this.#rates.get(name) ?? 0;
    if (rate === 0) return false;
    const draw = (): number => this.#chance.next() < rate ? 1 : 0;
    return this.#tape.take(2, draw) === 1;
  }

  /** Tells of a fault that strikes. */
  note(name: FaultName | DriverFaultName, where: string): void {
    this.#onStrike(name, where);
  }

  /** Draws how a fault strikes: a whole number from 0 up to a limit. */
  below(limit: number): number {
    return this.#tape.take(limit, () => this.#chance.below(limit));
  }
}

/**
 * Throws unless the rates of faults are rates of faults.
 *
 * @throws {TypeError} If they are no object, or one has no such name.
 * @throws {RangeError} If a rate is not from 0 to 1.
 */
export function assertFaults(rates: FaultRates): void {
  if (typeof rates !== "object" || rates === null) {
    throw new TypeError(
      `Cannot simulate: faults must be an object, not ${showOption(rates)}`,
    );
  }
  for (const [name, rate] of Object.entries(rates)) {
    if (!Object.hasOwn(NAMES, name) && !name.includes(":")) {
      throw new TypeError(
        `Cannot simulate fault ${quote(name)}: there is none of that name, ` +
          `only ${Object.keys(NAMES).join(", ")}, and those of drivers ` +
          "with a colon",
      );
    }
    if (rate !== undefined) assertRate(name, rate);
  }
}

function assertRate(name: string, rate: unknown): void {
  if (typeof rate === "number" && rate >= 0 && rate <= 1) return;
  throw new RangeError(
    `Cannot use rate ${showOption(rate)} of fault ${quote(name)}: ` +
      "it must be a number from 0 to 1",
  );
}
