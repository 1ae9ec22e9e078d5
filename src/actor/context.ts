import type { Logger } from "../base/logger.ts";
import { tolerate } from "../base/tolerate.ts";
import { makeUuid } from "../base/uuid.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { MethodRef } from "../envelope/method_ref.ts";
import type { Stream } from "../stream/stream.ts";
import {
  assertWatchOptions,
  type Watch,
  type WatchOptions,
} from "./activation/watch.ts";
import {
  assertLive,
  findDurability,
  findReminders,
  runtimeOf,
  startOnce,
  startRecurring,
} from "./context_rules.ts";
import type { ContextSource } from "./context_source.ts";
import type { ReminderOptions } from "./durable/reminder/reminder_options.ts";
import type { Reminder } from "./durable/reminder/reminder_view.ts";
import type { State, StateOptions } from "./durable/state/state.ts";
import type { ActivationEnd } from "./event.ts";
import { assertSleepOptions, type SleepOptions } from "./timer/sleep.ts";
import {
  assertDelay,
  type Timer,
  type TimerCallback,
  type TimerOptions,
} from "./timer/timer.ts";
import type { Turn } from "./turn/current_turn.ts";

/**
 * What one activation of an actor may ask for: other actors, streams, timers,
 * a log, and its own end. The engine hands it to the actor's constructor.
 *
 * It lives as long as the activation: then its timers are cancelled and its
 * `signal` is aborted.
 *
 * @example Count ticks until the actor has seen enough
 * ```ts
 * import type { Context, Timer } from "@backstage/actors";
 *
 * export class Clock {
 *   #ticks = 0;
 *   readonly #timer: Timer;
 *
 *   constructor(readonly ctx: Context) {
 *     this.#timer = ctx.runRecurring(1_000, () => this.#tick());
 *   }
 *
 *   ticks(): number {
 *     return this.#ticks;
 *   }
 *
 *   #tick(): void {
 *     if (++this.#ticks === 10) this.#timer.cancel();
 *   }
 * }
 * ```
 */
export class Context {
  readonly #activation: ContextSource;

  /** Creates a context; the engine only. */
  constructor(activation: ContextSource) {
    this.#activation = activation;
  }

  /** The actor's id within its type. */
  get actorId(): string {
    return this.#activation.owner.id;
  }

  /** The actor's type. */
  get actorType(): string {
    return this.#activation.owner.type.name;
  }

  /**
   * Aborted when this activation ends, after its last turn and before its
   * `deinit`: hand it to whatever the actor left running.
   */
  get signal(): AbortSignal {
    return this.#activation.signal;
  }

  /**
   * The turn whose code asks, at any `await` of it, also where turns interleave
   * (`reentrancy`); one object for as long as it lasts.
   */
  get turn(): Turn {
    return this.#activation.turn;
  }

  /** The engine's logger; every line begins with the actor's type and id. */
  get log(): Logger {
    return this.#activation.log;
  }

  /**
   * Returns a proxy of an actor; it activates nothing. Calls made through it
   * carry this actor as their caller.
   *
   * @throws {TypeError} If `proxy` was not generated.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  getActor<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
  ): Proxy {
    const { owner } = this.#activation;
    return owner.type.host.getActor(proxy, id, owner);
  }

  /**
   * Returns a proxy of this very actor: what it calls through it is queued
   * behind what waits already, so send, for a call that is awaited would wait
   * for itself. Inherited code may name its own class, whose proxy this one is.
   *
   * @throws {TypeError} If `proxy` was not generated, or is of other actors.
   */
  self<Proxy extends ActorProxy>(proxy: ProxyClass<Proxy>): Proxy {
    const { owner } = this.#activation;
    return owner.type.host.getSelf(proxy, owner);
  }

  /**
   * Sends `{ actor, reason }` to a method of this actor, once, when the
   * activation of another actor ends that is live now, or about to begin: after
   * its `deinit`, whatever ended it. A restart ends an activation, too, and so
   * does an `init` that fails (`failure`); for the next one, watch again. The
   * same actor and method twice is one watch, the first.
   *
   * What it sends waits in the inbox as a stream's payload does, past its
   * bound. The watch ends with this activation, and keeps the actor from being
   * idle unless it is told not to. While the engine stops, those watchers are
   * told that have not ended before.
   *
   * @throws {NotActiveError} If that actor is not live.
   * @throws {TypeError} If `proxy` was not generated, the method is not this
   * actor's, the actor would watch itself, or an option has no such name.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   * @throws {Error} If this activation has ended.
   */
  watch<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    method: MethodRef<[end: ActivationEnd], unknown>,
    options: WatchOptions = {},
  ): Watch {
    assertWatchOptions(options);
    assertLive(this.#activation, "watch");
    return this.#activation.watch(proxy, id, method, options);
  }

  /**
   * Returns the engine's stream of that id.
   *
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  getStream<T>(id: string): Stream<T> {
    const { owner } = this.#activation;
    return owner.type.host.getStream<T>(id, owner);
  }

  /**
   * Opens a durable state of this actor, in its constructor: it holds what is
   * stored under `name`, a literal, or else what `initial` returns. `options`
   * say what becomes of what an earlier version of the class has stored.
   *
   * @throws {StoredStateError} If what is stored does not fit.
   * @throws {TypeError} If the generator knows no such state, it is open
   * already, or an option is out of its limits.
   */
  state<T>(
    name: string,
    initial: () => T,
    options: StateOptions<T> = {},
  ): State<T> {
    const durability = findDurability(this.#activation, "open a state of");
    return durability.openState(name, initial, options);
  }

  /**
   * Commits what this turn has changed and sent so far, and waits until it is
   * stored: before an effect that cannot be held back, such as a `fetch`, or
   * before a call that is awaited. What follows is a transaction of its own.
   *
   * @throws {CallError} If it may be lost (`commit-failed`); it begins anew.
   * @throws {Error} If no turn asks, or its class has no states.
   */
  commit(): Promise<void> {
    const durability = findDurability(this.#activation, "commit");
    return tolerate(Promise.try(() => durability.commit()));
  }

  /**
   * Has all that is stored of this actor deleted with the commit of this turn,
   * and ends the activation: what that changes until then goes as well. The
   * next call finds a new actor. What it has sent before is delivered.
   *
   * @throws {Error} If no turn asks, or its class has no states.
   */
  erase(): void {
    findDurability(this.#activation, "erase").erase();
  }

  /**
   * Sets a reminder: a method of this actor is called at a time, or again and
   * again, whether the actor is live or not, from this turn's commit on. One
   * that has the name is replaced, unless it says the same: then it goes on. A
   * tick is a turn, done when that is committed; one that fails is tried 10
   * times, ever later, and then parked until its schedule's next tick.
   *
   * @throws {TypeError} If the method is not this actor's, its class has no
   * states, or options have no such names, or do not say when.
   * @throws {RangeError} If the name has not 1 to 1,024 characters, there are
   * 1,000 reminders, or a time is out of its limits or never comes.
   * @throws {Error} If no turn asks.
   */
  remind<Payload extends unknown[]>(
    name: string,
    method: MethodRef<Payload, unknown>,
    options: ReminderOptions,
    ...payload: NoInfer<Payload>
  ): void {
    const reminders = findReminders(this.#activation, "remind");
    reminders.set(name, method, options, payload);
  }

  /** Takes a reminder back, as that is set; returns whether there was one. */
  forget(name: string): boolean {
    return findReminders(this.#activation, "forget").forget(name);
  }

  /** Lists this actor's reminders; it throws as {@linkcode remind} does. */
  reminders(): readonly Reminder[] {
    return findReminders(this.#activation, "list reminders of").show();
  }

  /**
   * The time in milliseconds since the epoch, maybe with a fraction, as the
   * engine's runtime says it; it never runs backwards.
   */
  now(): number {
    return runtimeOf(this.#activation).now();
  }

  /**
   * Returns a number from 0 up to but not including 1, by the chance of the
   * engine's runtime.
   */
  random(): number {
    return runtimeOf(this.#activation).random();
  }

  /**
   * Returns a UUID of version 4, by the chance of the engine's runtime. It
   * cannot be guessed, unless that runtime is a simulated one.
   */
  randomUUID(): string {
    return makeUuid(runtimeOf(this.#activation));
  }

  /**
   * Deactivates this actor after what its inbox holds now. What comes behind
   * the pill is not run, and the next call activates the actor afresh.
   */
  poisonPill(): void {
    if (!this.#activation.isOver) this.#activation.owner.life.poison();
  }

  /**
   * Calls back every `delayMs` milliseconds, as a turn of this actor.
   *
   * Ticks are counted from the start, so they do not drift; those that a busy
   * actor missed are skipped, unless `missedTicks` is `catch-up`. What the
   * callback throws becomes a `failed` event and a log line, and the timer
   * goes on.
   *
   * @throws {RangeError} If `delayMs` is not from 1 to 2,147,483,647.
   * @throws {TypeError} If an option has no such name or value.
   * @throws {Error} If this activation has ended.
   */
  runRecurring(
    delayMs: number,
    callback: TimerCallback,
    options: TimerOptions = {},
  ): Timer {
    return startRecurring(this.#activation, delayMs, callback, options);
  }

  /**
   * Calls back once after `delayMs` milliseconds, as a turn of this actor.
   *
   * @throws {RangeError} If `delayMs` is not from 0 to 2,147,483,647.
   * @throws {TypeError} If an option has no such name or value.
   * @throws {Error} If this activation has ended.
   */
  runOnce(
    delayMs: number,
    callback: TimerCallback,
    options: Pick<TimerOptions, "keepsAwake"> = {},
  ): Timer {
    return startOnce(this.#activation, delayMs, callback, options);
  }

  /**
   * Waits for `ms` milliseconds of the engine's runtime; 0 lets what is ready
   * run first. The turn goes on meanwhile, so no other turn of this actor runs,
   * unless its class's `reentrancy` lets one.
   *
   * It rejects before its time with the reason of what ends it: of
   * `options.signal`; of `ctx.turn.signal`, where the caller waits no longer
   * (a `CallError`, such as a `CallTimeoutError`); or of `ctx.signal`, a
   * `DOMException` named `AbortError`, when the activation ends, which is after
   * all its turns unless the engine stops without them. A `deinit` may sleep
   * until the engine waits for it no longer.
   *
   * While the engine drains, sleeps go on within `drainTimeoutMs`. A sleep
   * keeps the process alive, and `engine.run()` waiting; it keeps no actor from
   * its idle end once its turn is over.
   *
   * @throws {RangeError} If `ms` is not from 0 to 2,147,483,647.
   * @throws {TypeError} If the signal is no `AbortSignal`, or an option has no
   * such name.
   */
  sleep(ms: number, options: SleepOptions = {}): Promise<void> {
    try {
      assertDelay("sleep", ms, 0);
      assertSleepOptions(options);
      return this.#activation.sleep(ms, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Keeps this actor from being deactivated as idle for at least `ms`
   * milliseconds from now; a longer time that was asked for before stays.
   *
   * @throws {RangeError} If `ms` is not from 0 to 2,147,483,647.
   */
  stayAwake(ms: number): void {
    assertDelay("stay awake", ms, 0);
    this.#activation.stayAwake(ms);
  }
}
