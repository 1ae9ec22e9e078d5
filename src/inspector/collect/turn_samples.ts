import type { Arrival, ProbedTurn } from "../../actor/port/probe.ts";
import {
  COUNTED_CALLERS,
  SHOWN_TURNS,
  TIMED_METHODS,
  WATCHED_ARRIVALS_OF_ONE,
} from "../../base/limits.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Caller } from "../../envelope/target.ts";
import { NumberedRing } from "./numbered_ring.ts";
import type { TurnRecord } from "./turn_record.ts";
import { NO_TIMES, readTimes, TurnTimes } from "./turn_times.ts";
import type { TimesOfBoth } from "./turn_times.ts";

/** The bound on what the samples of one engine's actors keep together. */
export class SampleBudget {
  methods = TIMED_METHODS;
  callers = COUNTED_CALLERS;
}

/** Samples of one actor's arrivals and turns. */
export class TurnSamples {
  readonly methods = new Map<Method, TurnTimes>();
  /** The sampled arrivals of each caller; `null`: code outside of actors. */
  readonly callers = new Map<Caller | null, number>();
  /** The turns that are under way, oldest first. */
  readonly running: ProbedTurn[] = [];
  /** Its last turns, once a client has asked for them. */
  recent: NumberedRing<TurnRecord> | null = null;
  /** Whether some arrivals were not sampled. */
  isSampled = false;
  readonly #budget: SampleBudget;
  // The sampled arrivals whose turns have not begun, oldest first.
  #waiting: Arrival[] = [];
  #look = 0;
  #noted = 0;
  #times: TimesOfBoth | null = NO_TIMES;

  constructor(budget: SampleBudget) {
    this.#budget = budget;
  }

  /** The figures of all its turns; made anew only after further turns. */
  get times(): TimesOfBoth {
    return this.#times ??= readTimes(
      [...this.methods.values()],
      this.isSampled,
    );
  }

  /** Adds an arrival; returns whether there is room for the next one. */
  addArrival(arrival: Arrival, look: number): boolean {
    if (this.#look !== look) {
      this.#look = look;
      this.#noted = 0;
    }
    this.#noted++;
    this.#waiting.push(arrival);
    this.#count(arrival.caller);
    const isFull = this.#waiting.length >= WATCHED_ARRIVALS_OF_ONE;
    return !isFull && this.#noted < WATCHED_ARRIVALS_OF_ONE;
  }

  /** Notes that an arrival was not sampled. */
  skipArrival(): void {
    if (this.isSampled) return;
    this.isSampled = true;
    this.#times = null;
  }

  startTurn(turn: ProbedTurn): void {
    // Earlier arrivals were dropped, or their turns were not timed.
    const place = this.#waiting.indexOf(turn.arrival);
    this.#waiting.splice(0, place + 1);
    if (place > 0) this.skipArrival();
    this.running.push(turn);
  }

  endTurn(turn: ProbedTurn, record: TurnRecord): void {
    const place = this.running.indexOf(turn);
    if (place >= 0) this.running.splice(place, 1);
    this.recent?.push(record);
    const { queuedAt, startedAt, endedAt, outcome } = record;
    const isFailed = outcome === "failed";
    this.#timesOf(turn.method)
      ?.add(startedAt - queuedAt, endedAt - startedAt, isFailed);
    this.#times = null;
  }

  /** Keeps its last turns from now on, beginning with these, oldest first. */
  keepRecent(turns: readonly TurnRecord[]): void {
    this.recent = new NumberedRing(SHOWN_TURNS);
    for (const turn of turns) this.recent.push(turn);
  }

  /** Forgets arrivals that never became turns: the inbox is empty. */
  clearWaiting(): void {
    if (this.#waiting.length > 0) this.#waiting = [];
  }

  /** Halves the weight of old arrivals about every seven looks. */
  fadeCallers(): void {
    for (const [caller, count] of this.callers) {
      if (count >= 0.1) this.callers.set(caller, count * 0.9);
      else this.#drop(caller);
    }
  }

  /** Returns its share to the budget. */
  release(): void {
    this.#budget.methods += this.methods.size;
    this.#budget.callers += this.callers.size;
  }

  #count(caller: Caller | null): void {
    const count = this.callers.get(caller);
    if (count === undefined) {
      if (this.#budget.callers === 0) return;
      this.#budget.callers--;
    }
    this.callers.set(caller, (count ?? 0) + 1);
  }

  #drop(caller: Caller | null): void {
    this.callers.delete(caller);
    this.#budget.callers++;
  }

  #timesOf(method: Method): TurnTimes | undefined {
    let times = this.methods.get(method);
    if (times === undefined && this.#budget.methods > 0) {
      this.#budget.methods--;
      times = new TurnTimes();
      this.methods.set(method, times);
    }
    return times;
  }
}
