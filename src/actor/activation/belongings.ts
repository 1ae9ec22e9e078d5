import type { Method } from "../../envelope/definition.ts";
import type { ActorType } from "../actor_type.ts";
import { TICK } from "../inbox/system_method.ts";
import { Sleep, type SleepOwner } from "../timer/sleep.ts";
import {
  ActorTimer,
  type Timer,
  type TimerCallback,
  type TimerOptions,
  type TimerOwner,
} from "../timer/timer.ts";
import type { Idleness } from "./idleness.ts";

/** The cell whose actor asks for timers. */
export interface BelongingsOwner {
  readonly type: ActorType;
  readonly life: { readonly idleness: Idleness };
  /** Queues an envelope of the actor's own, past the inbox's bound. */
  deliverOwn(method: Method, payload: unknown): void;
}

/** What an actor has asked its context for, and what ends with its life. */
export class Belongings implements TimerOwner, SleepOwner {
  readonly timers: Set<ActorTimer> = new Set();
  readonly #sleeps = new Set<Sleep>();
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

  /** Keeps the actor from being idle for some milliseconds. */
  stayAwake(ms: number): void {
    const until = this.#owner.type.host.runtime.now() + ms;
    this.#awakeUntil = Math.max(this.#awakeUntil, until);
  }

  /** Whether nothing here keeps the actor awake. */
  mayRest(now: number): boolean {
    if (now < this.#awakeUntil) return false;
    for (const { keepsAwake } of this.timers) if (keepsAwake) return false;
    return true;
  }

  /** Cancels all timers: the activation ends. */
  cancelTimers(): void {
    for (const timer of this.timers) timer.cancel();
  }
}
