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
import type { WatchedLife } from "../port/activation.ts";
import type { Idleness } from "./idleness.ts";
import {
  ActorWatch,
  type Watch,
  type WatchOptions,
  type WatchOwner,
} from "./watch.ts";

/** The cell whose actor asks for timers. */
export interface BelongingsOwner extends WatchOwner {
  readonly life: { readonly idleness: Idleness };
}

/** What an actor has asked its context for, and what ends with its life. */
export class Belongings implements TimerOwner, SleepOwner {
  readonly timers: Set<ActorTimer> = new Set();
  readonly #sleeps = new Set<Sleep>();
  // By the life that each waits for the end of.
  readonly #watches = new Map<WatchedLife, ActorWatch[]>();
  #awakeWatches = 0;
  /** How many ticks wait or run of timers that do not keep it awake. */
  quietTicks = 0;
  readonly #owner: BelongingsOwner;
  #awakeUntil = 0;

  constructor(owner: BelongingsOwner) {
    this.#owner = owner;
  }

  get interleaves(): boolean {
    return this.#owner.type.reentrancy === "full";
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
    this.timers.add(timer);
    return timer;
  }

  deliverTick(tick: ActorTimer): void {
    if (!tick.keepsAwake) {
      this.quietTicks++;
      this.#owner.life.idleness.noteQuietTick();
    }
    this.#owner.deliverOwn(TICK, tick);
  }

  endTick(tick: ActorTimer): void {
    if (!tick.keepsAwake) this.quietTicks--;
  }

  forgetTimer(timer: ActorTimer): void {
    this.timers.delete(timer);
  }

  /** Waits for some time, unless one of the signals is aborted before. */
  sleep(ms: number, signals: readonly AbortSignal[]): Promise<void> {
    const sleep = new Sleep(this.#owner.type.host, this, ms, signals);
    this.#sleeps.add(sleep);
    return sleep.over;
  }

  forgetSleep(sleep: Sleep): void {
    this.#sleeps.delete(sleep);
  }

  /** Ends all sleeps that are under way before their time. */
  abortSleeps(makeReason: () => unknown): void {
    if (this.#sleeps.size === 0) return;
    const reason = makeReason();
    for (const sleep of this.#sleeps) sleep.abort(reason);
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
    for (const timer of this.timers) timer.cancel();
    for (const watches of [...this.#watches.values()]) {
      for (const watch of [...watches]) watch.cancel();
    }
  }
}
