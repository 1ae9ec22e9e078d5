import { tolerate } from "../../base/tolerate.ts";
import type { Method } from "../../envelope/definition.ts";
import { TICK } from "../inbox/system_method.ts";
import { Sleep, type SleepOwner } from "../timer/sleep.ts";
import {
  ActorTimer,
  type Timer,
  type TimerCallback,
  type TimerOptions,
  type TimerOwner,
} from "../timer/timer.ts";
import type { ActorType } from "../actor_type.ts";
import type { Activation, WatchedLife } from "../port/activation.ts";
import { IN_HOOK } from "../port/asked_for.ts";
import { TurnSleeps } from "../turn/turn_sleeps.ts";
import { ActorTurn } from "../turn/turn.ts";
import type { Asker } from "../turn/turn_context.ts";
import type { Idleness } from "./idleness.ts";
import { SelfWait, type SelfWaitOwner } from "./self_wait.ts";
import {
  ActorWatch,
  type Watch,
  type WatchOptions,
  type WatchOwner,
} from "./watch.ts";

/** The cell whose actor asks for timers. */
export interface BelongingsOwner extends WatchOwner, SelfWaitOwner {
  readonly type: ActorType;
  /** The turn or hook whose code asks, if it belongs to one. */
  readonly currentTurn: Asker | null;
  readonly life: Activation["life"] & {
    readonly idleness: Idleness;
    isIdle(now: number): boolean;
  };
}

/** What an actor has asked its context for, and what ends with its life. */
export class Belongings implements TimerOwner, SleepOwner {
  readonly timers: Set<ActorTimer> = new Set();
  // Each with the turn that it ends with, if that may be given up. The turn's
  // signal would do, and takes more time than all else of a sleep.
  readonly #sleeps = new Map<Sleep, ActorTurn | null>();
  readonly #asleep = new Map<ActorTurn, Sleep[]>();
  // By the life that each waits for the end of.
  readonly #watches = new Map<WatchedLife, ActorWatch[]>();
  #awakeWatches = 0;
  /** How many ticks wait or run of timers that do not keep it awake. */
  quietTicks = 0;
  readonly #owner: BelongingsOwner;
  #awakeUntil = 0;
  #selfWait: SelfWait | null = null;

  constructor(owner: BelongingsOwner) {
    this.#owner = owner;
  }

  get interleaves(): boolean {
    return this.#owner.type.reentrancy === "full";
  }

  get isAboutToRest(): boolean {
    const { openTurns, life, type: { host, idleMs } } = this.#owner;
    // Where turns do not interleave, ticks wait for each other anyway.
    return this.interleaves && idleMs > 0 && openTurns.length > 0 &&
      life.isIdle(host.runtime.now());
  }

  addTimer(
    callback: TimerCallback,
    delayMs: number,
    intervalMs: number | null,
    options: TimerOptions,
  ): Timer {
    const { runtime, timers } = this.#owner.type.host;
    const dueAt = runtime.now() + delayMs;
    const timer = new ActorTimer(
      timers,
      this,
      callback,
      dueAt,
      intervalMs,
      options,
    );
    // Only what fires once is waited for by the turn that set it.
    if (intervalMs === null) timer.askedIn = this.#findAsker();
    this.timers.add(timer);
    return timer;
  }

  /** Tells which turn or hook asks, as `AskedFor` has it. */
  #findAsker(): number | null {
    const { currentTurn, phase } = this.#owner;
    if (currentTurn instanceof ActorTurn) return currentTurn.taken;
    return phase === "activating" ? IN_HOOK : null;
  }

  deliverTick(tick: ActorTimer): void {
    if (!tick.keepsAwake) {
      this.quietTicks++;
      this.#owner.life.idleness.noteQuietTick();
    }
    this.#owner.deliverOwn(TICK, tick);
    if (tick.askedIn === null) return;
    this.#selfWait ??= new SelfWait(this.#owner);
    this.#selfWait.note(tick);
  }

  endTick(tick: ActorTimer): void {
    if (tick.askedIn !== null) this.#selfWait?.cancel();
    if (!tick.keepsAwake) this.quietTicks--;
  }

  forgetTimer(timer: ActorTimer): void {
    this.timers.delete(timer);
  }

  /** The sleeps that are under way. */
  get sleeps(): Iterable<Sleep> {
    return this.#sleeps.keys();
  }

  /** Waits for some time, unless its turn or the signal is aborted before. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const { currentTurn, type: { host } } = this.#owner;
    const isCall = currentTurn instanceof ActorTurn && currentTurn.isCall;
    const turn = isCall ? currentTurn : null;
    const aborted = turn === null || turn.isEnding ? null : turn.abortReason;
    if (aborted !== null) return tolerate(Promise.reject(aborted));
    if (signal?.aborted) return tolerate(Promise.reject(signal.reason));
    const sleep = new Sleep(host, this, ms, signal, this.#findAsker());
    this.#sleeps.set(sleep, turn);
    if (currentTurn !== null) noteSleep(currentTurn, sleep);
    if (turn === null) return sleep.over;
    const others = this.#asleep.get(turn);
    if (others === undefined) this.#asleep.set(turn, [sleep]);
    else others.push(sleep);
    return sleep.over;
  }

  forgetSleep(sleep: Sleep): void {
    const turn = this.#sleeps.get(sleep) ?? null;
    this.#sleeps.delete(sleep);
    const sleeps = turn && this.#asleep.get(turn);
    if (turn === null || !sleeps) return;
    if (sleeps.length === 1) this.#asleep.delete(turn);
    else sleeps.splice(sleeps.indexOf(sleep), 1);
  }

  /** Ends the sleeps of a turn whose caller waits no longer. */
  abortSleepsOf(turn: ActorTurn, reason: unknown): void {
    for (const sleep of [...this.#asleep.get(turn) ?? []]) sleep.abort(reason);
  }

  /** Ends all sleeps that are under way before their time. */
  abortSleeps(makeReason: () => unknown): void {
    if (this.#sleeps.size === 0) return;
    const reason = makeReason();
    for (const sleep of this.#sleeps.keys()) sleep.abort(reason);
  }

  /** Begins a watch, or returns the one that is under way. */
  watch(life: WatchedLife, method: Method, options: WatchOptions): Watch {
    const watches = this.#watches.get(life) ?? [];
    const known = watches.find((watch) => watch.method === method);
    if (known !== undefined) return known;
    const forget = (over: ActorWatch): void => this.#forgetWatch(over);
    const watch = new ActorWatch(life, this.#owner, method, options, forget);
    watches.push(watch);
    this.#watches.set(life, watches);
    if (watch.keepsAwake) this.#awakeWatches++;
    return watch;
  }

  #forgetWatch(watch: ActorWatch): void {
    const { life, keepsAwake } = watch;
    const watches = this.#watches.get(life);
    const at = watches?.indexOf(watch) ?? -1;
    if (watches === undefined || at < 0) return;
    watches.splice(at, 1);
    if (watches.length === 0) this.#watches.delete(life);
    if (keepsAwake) this.#awakeWatches--;
  }

  /** Keeps the actor from being idle for some milliseconds. */
  stayAwake(ms: number): void {
    const until = this.#owner.type.host.runtime.now() + ms;
    this.#awakeUntil = Math.max(this.#awakeUntil, until);
  }

  /** Whether nothing here keeps the actor awake. */
  mayRest(now: number): boolean {
    if (now < this.#awakeUntil || this.#awakeWatches > 0) return false;
    for (const { keepsAwake } of this.timers) if (keepsAwake) return false;
    return true;
  }

  /** Cancels all timers and watches: the activation ends. */
  cancel(): void {
    this.#selfWait?.cancel();
    for (const timer of this.timers) timer.cancel();
    for (const watches of [...this.#watches.values()]) {
      for (const watch of [...watches]) watch.cancel();
    }
  }
}

/** Lets a turn or hook know of its sleep: by its end it goes on. */
function noteSleep(turn: Asker, sleep: Sleep): void {
  const own = turn.sleeps ??= new TurnSleeps();
  own.begin();
  sleep.onEnd = () => {
    // It may have been raced against what the turn waits for.
    turn.settled++;
    own.end();
  };
}
