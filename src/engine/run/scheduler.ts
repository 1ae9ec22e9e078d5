import type { Activation } from "../../actor/port/activation.ts";
import { endRuns, noteRun } from "../../actor/turn/run.ts";
import { TURNS_PER_CLOCK_READ } from "../../base/limits.ts";
import { RingBuffer } from "../../base/ring_buffer.ts";
import { makeSignal, type Runtime } from "../../base/runtime.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";

/** How much may run before others get their chance. */
export interface SchedulerLimits {
  readonly turnsPerRun: number;
  readonly runBudgetMs: number;
}

/**
 * Runs actors: one queue, one microtask, a synchronous drain.
 *
 * An actor gets up to `turnsPerRun` turns, then the next one its run; after
 * `runBudgetMs` of turns the event loop is given back.
 */
export class Scheduler {
  readonly #runtime: Runtime;
  readonly #limits: SchedulerLimits;
  // Has the pump called as a microtask.
  readonly #wake: () => void;
  readonly #onPause: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #ready = new RingBuffer<Activation>();
  // Those whose inboxes are nearly full. One that was ready before leaves a
  // place behind there, where its run finds nothing to do, or comes early.
  readonly #urgent = new RingBuffer<Activation>();
  // How many more turns those get before one that is ready has its run.
  #urgentTurns = 0;
  #busy = 0;
  #isPumping = false;
  #isRunning = false;
  // Reading the clock costs more than a turn, so it is read every few turns,
  // the fewer the slower turns are. The count goes on over pumps: a chain of
  // awaited calls makes one pump a turn and must not starve the event loop.
  #turnsToClock = 1;
  #turnsBetween = 1;
  #sliceStart: number;
  #lastRead: number;
  // Whether the event loop has not gone round since the slice began.
  #isInSlice = false;
  // Whether the runtime wants the event loop to go round before the next run.
  #isHeld = false;

  constructor(
    runtime: Runtime,
    limits: SchedulerLimits,
    onPause: () => void,
    onError: (error: unknown) => void,
  ) {
    this.#runtime = runtime;
    this.#wake = makeSignal(runtime, this.#pump);
    this.#limits = limits;
    this.#onPause = onPause;
    this.#onError = onError;
    this.#sliceStart = this.#lastRead = runtime.now();
  }

  /** How many actors are not at rest. */
  get busy(): number {
    return this.#busy;
  }

  /** Whether turns run, or go on after the event loop had its chance. */
  get isPumping(): boolean {
    return this.#isPumping;
  }

  /** Whether turns run right now. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Queues an actor that was at rest. */
  enqueue(activation: Activation): void {
    this.#busy++;
    this.requeue(activation);
  }

  /** Queues a busy actor again. */
  requeue(activation: Activation): void {
    this.#ready.push(activation);
    if (!this.#isPumping) this.#beginPump();
  }

  /** Runs a busy actor again at once: no other code is under way. */
  runNow(activation: Activation): void {
    this.#ready.push(activation);
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#pump();
  }

  /** Runs a busy actor before others: its inbox is nearly full. */
  hasten(activation: Activation): void {
    this.#urgent.push(activation);
    if (!this.#isPumping) this.#beginPump();
  }

  #beginPump(): void {
    this.#isPumping = true;
    this.#wake();
  }

  /** Learns that an actor, or a turn of it, is busy without being queued. */
  markBusy(): void {
    this.#busy++;
  }

  /** Learns that a busy actor is at rest. */
  markIdle(): void {
    this.#busy--;
    // A `deinit` may end outside of any run.
    if (!this.#isPumping) this.#onPause();
  }

  readonly #pump = (): void => {
    const ready = this.#ready;
    this.#isRunning = true;
    while (ready.length > 0 || this.#urgent.length > 0) {
      if (this.#turnsToClock <= 0 && this.#isBudgetSpent()) {
        this.#isRunning = false;
        endRuns();
        // Still pumping, so that no second pump is started meanwhile.
        this.#pause();
        this.#onPause();
        return;
      }
      // Apart, for a run that is held up changes what it is taken from.
      const taken = this.#runNext();
      this.#turnsToClock -= taken;
    }
    this.#isRunning = this.#isPumping = false;
    endRuns();
    this.#onPause();
  };

  /**
   * Runs the actor that is next; returns how many turns it took. Those whose
   * inboxes are nearly full go first, but others are ready, too: each of them
   * waits for `turnsPerRun` turns of those at most, or `runBudgetMs`.
   */
  #runNext(): number {
    const ready = this.#ready;
    const isUrgent = this.#urgent.length > 0 &&
      (this.#urgentTurns > 0 || ready.length === 0);
    const runtime = this.#runtime;
    if (runtime.mayRun?.(this.#nameNext) === false) return this.#hold();
    if (isUrgent) return this.#runUrgent();
    if (runtime.choose !== undefined) {
      ready.bringForward(runtime.choose(ready.length, this.#actorAt));
    }
    const { turnsPerRun } = this.#limits;
    this.#urgentTurns = turnsPerRun;
    return this.#run(ready.shift()!, Math.min(turnsPerRun, this.#turnsToClock));
  }

  readonly #nameNext = (): string => {
    const next = this.#ready.first ?? this.#urgent.first;
    return next === undefined ? "nothing" : formatActor(next.actor);
  };

  readonly #actorAt = (index: number): ActorId => this.#ready.at(index)!.actor;

  /** Gives the event loop back before the next run, which took no turn yet. */
  #hold(): number {
    this.#isHeld = true;
    this.#turnsToClock = 0;
    return 0;
  }

  #runUrgent(): number {
    const limit = this.#urgentTurns || this.#limits.turnsPerRun;
    const allowed = Math.min(limit, this.#turnsToClock);
    const taken = this.#run(this.#urgent.shift()!, allowed);
    this.#urgentTurns = limit - taken;
    return taken;
  }

  /** Runs an actor; what its run throws must not end the others' runs. */
  #run(activation: Activation, allowed: number): number {
    noteRun(activation);
    try {
      return activation.run(allowed);
    } catch (error) {
      this.#onError(error);
      return 1;
    }
  }

  /** Gives the event loop back. */
  #pause(): void {
    const runtime = this.#runtime;
    if (runtime.awaitIo === undefined) runtime.setTimer(0, this.#beginAnew);
    else runtime.awaitIo(this.#beginAnew);
  }

  readonly #beginAnew = (): void => {
    // Unless it has had none: behind a run of another it goes first.
    if (this.#urgentTurns < this.#limits.turnsPerRun) this.#urgentTurns = 0;
    this.#lastRead = this.#runtime.now();
    this.#beginSlice(this.#lastRead);
    this.#pump();
  };

  /** Counts from now, and notes when the event loop goes round by itself. */
  #beginSlice(now: number): void {
    this.#sliceStart = now;
    this.#isInSlice = true;
    this.#runtime.setTimer(0, this.#endSlice).unref?.();
  }

  readonly #endSlice = (): void => {
    this.#isInSlice = false;
  };

  #isBudgetSpent(): boolean {
    if (this.#isHeld) {
      this.#isHeld = false;
      return true;
    }
    const now = this.#runtime.now();
    const { runBudgetMs } = this.#limits;
    const passedMs = now - this.#lastRead;
    // Much time at once, and the event loop had its part of it: a rest. Little
    // by little it may be busy, too, and has not looked at I/O.
    if (!this.#isInSlice && passedMs >= runBudgetMs) this.#beginSlice(now);
    const isSlow = passedMs > runBudgetMs / 8;
    this.#turnsBetween = isSlow
      ? Math.max(1, this.#turnsBetween >> 2)
      : Math.min(TURNS_PER_CLOCK_READ, this.#turnsBetween * 2);
    this.#turnsToClock = this.#turnsBetween;
    this.#lastRead = now;
    return now - this.#sliceStart >= runBudgetMs;
  }
}
