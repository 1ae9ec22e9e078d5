import { type Logger, prefixLogger } from "../base/logger.ts";
import { formatActor } from "../envelope/actor_id.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Stream } from "../stream/stream.ts";
import type { Caller } from "../envelope/target.ts";
import type { ActorType } from "./actor_type.ts";
import {
  ActorTimer,
  assertDelay,
  type Timer,
  type TimerCallback,
} from "./timer.ts";

/** The activation that a context speaks for. */
export interface ContextOwner extends Caller {
  readonly type: ActorType;
  readonly id: string;
  /** Deactivates it behind what its inbox holds now. */
  poison(): Promise<void>;
  /** Queues a timer's tick. */
  deliverTick(timer: ActorTimer): void;
}

/** The key of what only the engine may do: users would end their actor. */
export const endContext: unique symbol = Symbol("backstage.endContext");

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
  readonly #activation: ContextOwner;
  // Made when first asked for: most actors ask for none of them.
  #timers: Set<Timer> | null = null;
  #ending: AbortController | null = null;
  #log: Logger | null = null;
  #isOver = false;

  /** Creates a context; the engine only. */
  constructor(activation: ContextOwner) {
    this.#activation = activation;
  }

  /** The actor's id within its type. */
  get actorId(): string {
    return this.#activation.id;
  }

  /** The actor's type. */
  get actorType(): string {
    return this.#activation.type.name;
  }

  /**
   * Aborted when this activation ends, after its last turn and before its
   * `deinit`: hand it to whatever the actor left running.
   */
  get signal(): AbortSignal {
    if (this.#ending === null) {
      this.#ending = new AbortController();
      if (this.#isOver) this.#ending.abort();
    }
    return this.#ending.signal;
  }

  /** The engine's logger; every line begins with the actor's type and id. */
  get log(): Logger {
    const { logger } = this.#activation.type.host;
    const prefix = `${this.actorType}/${this.actorId}:`;
    return this.#log ??= prefixLogger(logger, prefix);
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
    return this.#activation.type.host.getActor(proxy, id, this.#activation);
  }

  /**
   * Returns the engine's stream of that id.
   *
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  getStream<T>(id: string): Stream<T> {
    return this.#activation.type.host.getStream<T>(id, this.#activation);
  }

  /**
   * Deactivates this actor after what its inbox holds now. What stands behind
   * the pill is not run, and the next call activates the actor afresh.
   */
  poisonPill(): void {
    if (!this.#isOver) this.#activation.poison();
  }

  /**
   * Calls back every `delayMs` milliseconds, as a turn of this actor.
   *
   * Ticks are counted from the start, so they do not drift; those that a busy
   * actor missed are skipped. What the callback throws becomes a `failed`
   * event and a log line, and the timer goes on.
   *
   * @throws {RangeError} If `delayMs` is not from 1 to 2,147,483,647.
   * @throws {Error} If this activation has ended.
   */
  runRecurring(delayMs: number, callback: TimerCallback): Timer {
    assertDelay("run recurring", delayMs, 1);
    return this.#addTimer("run recurring", delayMs, callback, delayMs);
  }

  /**
   * Calls back once after `delayMs` milliseconds, as a turn of this actor.
   *
   * @throws {RangeError} If `delayMs` is not from 0 to 2,147,483,647.
   * @throws {Error} If this activation has ended.
   */
  runOnce(delayMs: number, callback: TimerCallback): Timer {
    assertDelay("run once", delayMs, 0);
    return this.#addTimer("run once", delayMs, callback, null);
  }

  /** Ends what belongs to the activation; the engine only. */
  [endContext](): void {
    this.#isOver = true;
    for (const timer of this.#timers ?? []) timer.cancel();
    this.#ending?.abort();
  }

  #addTimer(
    action: string,
    delayMs: number,
    callback: TimerCallback,
    intervalMs: number | null,
  ): Timer {
    const activation = this.#activation;
    if (typeof callback !== "function") {
      throw new TypeError(`Cannot ${action}: callback is no function`);
    }
    if (this.#isOver) {
      const name = formatActor(activation.actor);
      throw new Error(`Cannot ${action}: activation of ${name} has ended`);
    }
    const { runtime, timers } = activation.type.host;
    const timer = new ActorTimer(
      timers,
      {
        deliverTick: (tick) => activation.deliverTick(tick),
        forgetTimer: (over) => this.#timers?.delete(over),
      },
      callback,
      runtime.now() + delayMs,
      intervalMs,
    );
    this.#timers ??= new Set();
    this.#timers.add(timer);
    return timer;
  }
}
