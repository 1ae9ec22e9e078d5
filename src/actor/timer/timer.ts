import { MAX_DELAY_MS } from "../../base/limits.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import { assertOption, oneOf } from "../../base/option_rule.ts";
import { showOption } from "../../base/show_option.ts";
import { isThenable } from "../actor.ts";
import type { QueuedTimer, TimerQueue } from "./timer_queue.ts";

/** A timer of an actor, as `runOnce` and `runRecurring` return it. */
export interface Timer extends Disposable {
  /** Keeps it from firing again; harmless when it is over. */
  cancel(): void;
}

/** What a timer may be told beside its delay. */
export interface TimerOptions {
  /**
   * What becomes of ticks that a busy actor missed: `skip` (default) lets them
   * go, `catch-up` makes up for each of them, one turn each.
   */
  readonly missedTicks?: "skip" | "catch-up";
  /**
   * Whether the actor counts as busy while the timer lives, so that it is not
   * deactivated as idle; `true` unless given. Where it does not, neither a tick
   * nor its turn is activity; what the callback sends to its own actor is.
   */
  readonly keepsAwake?: boolean;
}

const NAMES: OptionNames<TimerOptions> = {
  keepsAwake: true,
  missedTicks: true,
};
const MISSED_TICKS = oneOf("skip", "catch-up");

/**
 * Throws unless a timer can be told that.
 *
 * @throws {TypeError} If an option has no such name, or no such value.
 */
export function assertTimerOptions(options: TimerOptions): void {
  assertKnownOptions("a timer", NAMES, options);
  const { missedTicks = "skip" } = options;
  assertOption("missedTicks", missedTicks, MISSED_TICKS);
}

const toText = Function.prototype.toString;

/** What a timer calls as a turn of its actor. */
export type TimerCallback = () => void | Promise<void>;

/** What a timer needs of its activation. */
export interface TimerOwner {
  /** Whether a turn may begin while another goes on. */
  readonly interleaves: boolean;
  /** Whether nothing but the turns of ticks stands in the way of its rest. */
  readonly isAboutToRest: boolean;
  /** Queues a turn that calls {@linkcode ActorTimer.run}. */
  deliverTick(timer: ActorTimer): void;
  /** Learns that a tick that was delivered is over. */
  endTick(timer: ActorTimer): void;
  /** Forgets a timer that is over. */
  forgetTimer(timer: ActorTimer): void;
}

/** One timer: it fires as turns of its activation and dies with it. */
export class ActorTimer implements Timer, QueuedTimer {
  dueAt: number;
  place = -1;
  order = 0;
  /** The turn or hook that set it, if it fires once: see `AskedFor`. */
  askedIn: number | null = null;
  readonly #queue: TimerQueue;
  readonly #owner: TimerOwner;
  readonly #callback: TimerCallback;
  /** How often it fires; `null` is once. */
  readonly intervalMs: number | null;
  readonly #catchesUp: boolean;
  /** Whether it keeps its actor from being idle. */
  readonly keepsAwake: boolean;
  // How many ticks the next turn is behind; a busy actor gets one envelope.
  #missed = 0;
  // In the inbox, or for the end of the callback that is under way.
  #isTickWaiting = false;
  #isRunning = false;
  #isOver = false;

  constructor(
    queue: TimerQueue,
    owner: TimerOwner,
    callback: TimerCallback,
    dueAt: number,
    intervalMs: number | null,
    options: TimerOptions,
  ) {
    this.#catchesUp = options.missedTicks === "catch-up";
    this.keepsAwake = options.keepsAwake ?? true;
    this.#queue = queue;
    this.#owner = owner;
    this.#callback = callback;
    this.dueAt = dueAt;
    this.intervalMs = intervalMs;
    queue.add(this);
  }

  /** Whether its tick waits. */
  get isDue(): boolean {
    return this.#isTickWaiting;
  }

  /** Whether its callback is what resolves or rejects a promise. */
  get endsPromise(): boolean {
    const callback = this.#callback;
    // A function of the platform's own without a name, as those alone are.
    return callback.length === 1 && callback.name === "" &&
      /\{\s*\[native code\]\s*\}$/.test(toText.call(callback));
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.forgetTimer(this);
    this.#queue.remove(this);
  }

  [Symbol.dispose](): void {
    this.cancel();
  }

  fire(now: number): void {
    const interval = this.intervalMs;
    if (interval !== null) {
      // Counted from the start, not from now, so that ticks do not drift.
      const missed = Math.floor((now - this.dueAt) / interval);
      this.dueAt += (missed + 1) * interval;
      this.#queue.add(this);
      if (this.#catchesUp) {
        this.#missed += this.#isTickWaiting ? missed + 1 : missed;
      }
    }
    // A busy actor gets one tick, not a heap of them.
    if (!this.#isTickWaiting && !this.#makesWay()) this.#deliver();
  }

  /**
   * Returns whether the tick is missed, for its turn would overlap another one
   * that its actor waits for to rest, and so on for ever. One that fires once
   * is not missed.
   */
  #makesWay(): boolean {
    if (this.keepsAwake || this.intervalMs === null) return false;
    if (!this.#owner.isAboutToRest) return false;
    if (this.#catchesUp) this.#missed++;
    return true;
  }

  #deliver(): void {
    this.#isTickWaiting = true;
    // Its turn would begin beside the one that goes on.
    if (this.#isRunning && this.#owner.interleaves) return;
    this.#owner.deliverTick(this);
  }

  /** Calls back: the turn of a tick. */
  run(): unknown {
    this.#isTickWaiting = false;
    if (this.#isOver) return this.#owner.endTick(this);
    if (this.intervalMs === null) this.cancel();
    this.#isRunning = true;
    if (this.#missed > 0) {
      this.#missed--;
      this.#deliver();
    }
    try {
      const result: unknown = this.#callback();
      if (isThenable(result)) return this.#follow(result);
    } catch (error) {
      this.#end();
      throw error;
    }
    return this.#end();
  }

  /** Lets a tick go whose turn was refused. */
  skip(): void {
    this.#isTickWaiting = false;
    if (!this.#isOver && this.intervalMs === null) this.cancel();
    this.#owner.endTick(this);
  }

  /** Waits for the end of a callback that goes on. */
  #follow(result: PromiseLike<unknown>): Promise<unknown> {
    // A promise of its own: its `then` is the platform's.
    const over = new Promise<unknown>((resolve) => resolve(result));
    const end = (): void => this.#owner.endTick(this);
    // A microtask later the turn is over, too: the next one may follow.
    over.then(end, end).then(() => {
      if (this.#isTickWaiting && this.#makesWay()) this.#isTickWaiting = false;
      this.#goOn();
    });
    return over;
  }

  #end(): void {
    this.#owner.endTick(this);
    this.#goOn();
  }

  #goOn(): void {
    this.#isRunning = false;
    const { interleaves } = this.#owner;
    if (!interleaves || this.#isOver || !this.#isTickWaiting) return;
    this.#owner.deliverTick(this);
  }
}

/**
 * Throws unless a timer can wait for `delayMs`.
 *
 * @throws {RangeError} If it cannot.
 */
export function assertDelay(name: string, delayMs: number, min: number): void {
  const isNumber = typeof delayMs === "number";
  if (isNumber && delayMs >= min && delayMs <= MAX_DELAY_MS) return;
  throw new RangeError(
    `Cannot ${name}: delay must be a number of milliseconds from ${min} to ` +
      `${MAX_DELAY_MS}, not ${showOption(delayMs)}`,
  );
}
