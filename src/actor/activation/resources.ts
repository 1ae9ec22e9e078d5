import type { ActorType } from "../actor_type.ts";
import { GuardedAbort } from "../../base/guarded_abort.ts";
import type { Logger } from "../../base/logger.ts";
import { prefixLogger } from "../../base/logger.ts";
import { tolerate } from "../../base/tolerate.ts";
import { nameActor } from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import { NoTurn, type Turn, type TurnLife } from "../turn/current_turn.ts";
import type { ActorTurn, HookTurn } from "../turn/turn.ts";
import type { AskedSleep } from "../port/asked_for.ts";
import type { ContextSource } from "../context_source.ts";
import type { Durability } from "../durable/durability.ts";
import { activationEnded, engineIsStopped } from "../failure/refusal.ts";
import { findOwnMethod } from "../own_method.ts";
import type { SleepOptions } from "../timer/sleep.ts";
import type {
  ActorTimer,
  Timer,
  TimerCallback,
  TimerOptions,
} from "../timer/timer.ts";
import { Belongings, type BelongingsOwner } from "./belongings.ts";
import {
  type EndMethod,
  findWatched,
  type Watch,
  type WatchOptions,
} from "./watch.ts";

/** The cell whose actor has a `Context`. */
export interface ContextOwner extends Caller, BelongingsOwner {
  readonly durability: Durability | null;
  readonly type: ActorType;
  /** What its actor has for the life that is under way. */
  readonly resources: ActivationResources | null;
  readonly id: string;
  readonly life: BelongingsOwner["life"] & ContextSource["owner"]["life"];
}

const NONE: readonly never[] = [];

/** What an actor asks its context for, made when it first does. */
class AskedResources {
  belongings: Belongings | null = null;
  ending: GuardedAbort | null = null;
  log: Logger | null = null;
  noTurn: NoTurn | null = null;
}

/** What an actor that takes a `Context` has for one life, and not longer. */
export class ActivationResources implements ContextSource, TurnLife {
  readonly owner: ContextOwner;
  /** The hook that ran last. */
  hook: HookTurn | null = null;
  // Made when something is first asked for: most actors ask for nothing.
  #asked: AskedResources | null = null;
  #isOver = false;

  constructor(owner: ContextOwner) {
    this.owner = owner;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get signal(): AbortSignal {
    const asked = this.#ask();
    if (asked.ending === null) {
      asked.ending = new GuardedAbort((error) => this.report(error));
      if (this.#isOver) asked.ending.abort(this.#makeEndReason());
    }
    return asked.ending.signal;
  }

  get turn(): Turn {
    // What is left of an earlier life has no part in this one.
    const { currentTurn, resources } = this.owner;
    const current = resources === this ? currentTurn : null;
    return current?.openView(this) ??
      (this.#ask().noTurn ??= new NoTurn(this));
  }

  now(): number {
    return this.owner.type.host.runtime.now();
  }

  /** Logs what a listener of a signal throws. */
  report(error: unknown): void {
    this.log.error("A listener of an abort signal failed:", error);
  }

  get timers(): Iterable<ActorTimer> {
    return this.#belongings?.timers ?? NONE;
  }

  get sleeps(): Iterable<AskedSleep> {
    return this.#belongings?.sleeps ?? NONE;
  }

  get log(): Logger {
    const { actor, type: { host } } = this.owner;
    const asked = this.#ask();
    return asked.log ??= prefixLogger(host.logger, `${nameActor(actor)}:`);
  }

  /**
   * Ends what belongs to it: timers and watches are cancelled, sleeps and the
   * signal are aborted.
   */
  release(): void {
    this.#isOver = true;
    if (this.#asked === null) return;
    const { belongings, ending } = this.#asked;
    belongings?.cancel();
    let reason: unknown = null;
    const makeReason = (): unknown => reason ??= this.#makeEndReason();
    this.endSleeps(makeReason);
    ending?.abort(makeReason());
  }

  /** Ends the sleeps that are under way, such as those of a `deinit`. */
  endSleeps(makeReason: () => unknown = () => this.#makeEndReason()): void {
    this.#belongings?.abortSleeps(makeReason);
  }

  /** Ends the sleeps of a turn whose caller waits no longer. */
  endSleepsOf(turn: ActorTurn, reason: unknown): void {
    this.#belongings?.abortSleepsOf(turn, reason);
  }

  #makeEndReason(): DOMException {
    return activationEnded(this.owner);
  }

  get durability(): Durability | null {
    return this.owner.durability;
  }

  get quietTicks(): number {
    return this.#belongings?.quietTicks ?? 0;
  }

  stayAwake(ms: number): void {
    this.#open().stayAwake(ms);
  }

  mayRest(now: number): boolean {
    return this.#belongings?.mayRest(now) ?? true;
  }

  addTimer(
    callback: TimerCallback,
    delayMs: number,
    intervalMs: number | null,
    options: TimerOptions,
  ): Timer {
    return this.#open().addTimer(callback, delayMs, intervalMs, options);
  }

  sleep(ms: number, { signal }: SleepOptions): Promise<void> {
    const { owner } = this;
    const { sleeps } = owner.type.host;
    if (sleeps.isClosed) return tolerate(Promise.reject(engineIsStopped()));
    // Its `deinit` may sleep, though the signal of its life is aborted.
    if (this.#isOver && owner.resources !== this) {
      return tolerate(Promise.reject(this.#makeEndReason()));
    }
    return this.#open().sleep(ms, signal);
  }

  watch<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    method: EndMethod,
    options: WatchOptions,
  ): Watch {
    const own = findOwnMethod("watch actor", this.owner, method);
    const life = findWatched(this.owner, proxy, id);
    return this.#open().watch(life, own, options);
  }

  get #belongings(): Belongings | null {
    return this.#asked === null ? null : this.#asked.belongings;
  }

  #open(): Belongings {
    return this.#ask().belongings ??= new Belongings(this.owner);
  }

  #ask(): AskedResources {
    return this.#asked ??= new AskedResources();
  }
}
