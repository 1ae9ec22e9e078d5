import type { Activation } from "../../actor/port/activation.ts";
import { readState } from "../../engine/snapshot.ts";
import { type ActorRow, LONG_WAIT_MS, type Wait } from "../wire/protocol.ts";
import { rollRate } from "./rate.ts";
import { NO_TIMES, type TimesOfBoth } from "./turn_times.ts";
import { type SampleBudget, TurnSamples } from "./turn_samples.ts";

/** What the inspector knows of one live actor. */
export class ActorRecord {
  readonly activation: Activation;
  /** Whether one of its turns has awaited a reply for long. */
  isStalled = false;
  samples: TurnSamples | null = null;
  // The counter when the rate was rolled last.
  #accepted: number;
  #rate = NaN;
  // When a look first saw the turn under way, where it was not timed.
  #turnSince = 0;
  #turnNumber = -1;
  // When a look first saw that each reply is awaited.
  #waits: Map<object, number> | null = null;

  constructor(activation: Activation) {
    this.activation = activation;
    this.#accepted = activation.accepted;
  }

  /** Messages per second. */
  get rate(): number {
    return this.#rate || 0;
  }

  get times(): TimesOfBoth {
    return this.samples?.times ?? NO_TIMES;
  }

  /** Returns its samples; makes them if there are none. */
  openSamples(budget: SampleBudget): TurnSamples {
    return this.samples ??= new TurnSamples(budget);
  }

  /** Reads its counters, its open turns and its waits. */
  look(now: number, passedMs: number): void {
    const { activation, samples } = this;
    if (passedMs > 0) this.#roll(activation.accepted, passedMs);
    if (activation.isBusy) {
      this.#lookAtTurn(now);
      this.#lookAtWaits(now);
    } else {
      this.#turnSince = 0;
      this.isStalled = false;
      samples?.clearWaiting();
    }
    if (passedMs > 0) samples?.fadeCallers();
  }

  /** The least time that the oldest envelope has waited; `null`: unknown. */
  oldestMs(now: number): number | null {
    const { activation } = this;
    if (!activation.isBusy) return null;
    const { inboxLength, oldestAt } = activation;
    if (oldestAt === null || inboxLength === 0) return null;
    return Math.max(0, now - oldestAt);
  }

  /** The least time that the turn under way has run. */
  runningMs(now: number): number | null {
    if (this.activation.openTurns.length === 0) return null;
    const since = this.samples?.running[0]?.startedAt ?? this.#turnSince;
    return since === 0 ? 0 : Math.max(0, now - since);
  }

  /** The calls whose replies its turns await. */
  waits(now: number): Wait[] {
    return this.activation.waits.map(({ call }) => {
      const since = this.#waits?.get(call);
      return {
        actor: call.target.actor,
        method: call.method.name,
        ms: since === undefined ? null : Math.max(0, now - since),
      };
    });
  }

  /** Returns the row that shows it. */
  toRow(now: number): ActorRow {
    const { activation, rate, times } = this;
    const { actor, accepted, handled } = activation;
    const { failed, restarts, refused, dropped } = activation.counts;
    return {
      actor,
      state: readState(activation),
      runningMs: this.runningMs(now),
      waitsFor: this.waits(now),
      inbox: activation.inboxLength,
      oldestMs: this.oldestMs(now),
      rate,
      accepted,
      handled,
      failed,
      restarts,
      refused,
      dropped,
      ...times,
    };
  }

  #roll(accepted: number, passedMs: number): void {
    const count = accepted - this.#accepted;
    // Most actors are idle most of the time.
    if (count === 0 && this.#rate === 0) return;
    this.#rate = rollRate(this.#rate, count, passedMs);
    this.#accepted = accepted;
  }

  #lookAtTurn(now: number): void {
    const { handled, openTurns } = this.activation;
    if (openTurns.length === 0) {
      this.#turnSince = 0;
    } else if (this.#turnSince === 0 || this.#turnNumber !== handled) {
      this.#turnSince = now;
      this.#turnNumber = handled;
    }
  }

  #lookAtWaits(now: number): void {
    const { waits } = this.activation;
    const known = this.#waits;
    this.#waits = waits.length === 0
      ? null
      : new Map(waits.map(({ call }) => [call, known?.get(call) ?? now]));
    this.isStalled = this.#waits !== null &&
      this.#waits.values().some((one) => now - one >= LONG_WAIT_MS);
  }
}
