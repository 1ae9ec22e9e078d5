import type { Logger } from "../base/logger.ts";
import { prefixLogger } from "../base/logger.ts";
import { nameActor } from "../envelope/actor_id.ts";
import type { Caller } from "../envelope/target.ts";
import { type Actor, isThenable, toPlainPromise } from "./actor.ts";
import type { ActorType } from "./actor_type.ts";
import { Context, type ContextSource } from "./context.ts";
import type { DeactivationReason } from "./event.ts";
import type { Hook } from "./host.ts";
import {
  ActorTimer,
  type Timer,
  type TimerCallback,
  type TimerOptions,
} from "./timer.ts";
import type { Turn } from "./turn_view.ts";

/** The cell that an activation lives in. */
export interface ActivationOwner extends Caller {
  /** The turn that is under way. */
  readonly currentTurn: Turn;
  readonly type: ActorType;
  readonly id: string;
  /** Deactivates it behind what its inbox holds now. */
  poison(): Promise<void>;
  /** Queues a timer's tick. */
  deliverTick(timer: ActorTimer): void;
}

/** One life of an actor: its instance, and what dies with it. */
export class Activation implements ContextSource {
  readonly owner: ActivationOwner;
  #instance: Actor | null = null;
  // Made when first asked for: most actors ask for none of them.
  #timers: Set<ActorTimer> | null = null;
  #ending: AbortController | null = null;
  #log: Logger | null = null;
  #awakeUntil = 0;
  #isOver = false;

  constructor(owner: ActivationOwner) {
    this.owner = owner;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get signal(): AbortSignal {
    if (this.#ending === null) {
      this.#ending = new AbortController();
      if (this.#isOver) this.#ending.abort();
    }
    return this.#ending.signal;
  }

  get timers(): Iterable<ActorTimer> {
    return this.#timers ?? [];
  }

  get log(): Logger {
    const { actor, type: { host } } = this.owner;
    return this.#log ??= prefixLogger(host.logger, `${nameActor(actor)}:`);
  }

  /** The actor, once {@linkcode start} has made it. */
  get instance(): Actor {
    return this.#instance!;
  }

  /** Creates the actor and runs `init`; returns what to wait for, if any. */
  start(): PromiseLike<unknown> | undefined {
    const { definition } = this.owner.type;
    const actor = definition.create(new Context(this) as never) as Actor;
    this.#instance = actor;
    if (!actor.init) return undefined;
    return thenableOf(this.#surround("init", () => actor.init!()));
  }

  /**
   * Runs the actor's `deinit` and reports what it throws; returns what to wait
   * for, if any.
   */
  finish(
    reason: DeactivationReason,
    report: (error: unknown) => void,
  ): Promise<void> | undefined {
    const actor = this.#instance;
    try {
      if (!actor?.deinit) return undefined;
      const run = (): unknown => actor.deinit!(reason);
      const finishing = thenableOf(this.#surround("deinit", run));
      return finishing && toPlainPromise(finishing).then(() => {}, report);
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  #surround(hook: Hook, run: () => unknown): unknown {
    const { owner } = this;
    for (const probe of owner.type.host.probes) {
      const inner = run;
      if (probe.aroundHook) run = () => probe.aroundHook!(owner, hook, inner);
    }
    return run();
  }

  /** Ends what belongs to it: timers are cancelled, the signal is aborted. */
  release(): void {
    this.#isOver = true;
    for (const timer of this.#timers ?? []) timer.cancel();
    this.#ending?.abort();
  }

  stayAwake(ms: number): void {
    const until = this.owner.type.host.runtime.now() + ms;
    this.#awakeUntil = Math.max(this.#awakeUntil, until);
  }

  /** Whether it may be deactivated as idle. */
  mayRest(now: number): boolean {
    if (now < this.#awakeUntil) return false;
    for (const timer of this.#timers ?? []) {
      if (timer.keepsAwake) return false;
    }
    return true;
  }

  addTimer(
    callback: TimerCallback,
    delayMs: number,
    intervalMs: number | null,
    options: TimerOptions,
  ): Timer {
    const { owner } = this;
    const { runtime, timers } = owner.type.host;
    const timer = new ActorTimer(
      timers,
      {
        deliverTick: (tick) => owner.deliverTick(tick),
        forgetTimer: (over) => this.#timers?.delete(over),
      },
      callback,
      runtime.now() + delayMs,
      intervalMs,
      options,
    );
    this.#timers ??= new Set();
    this.#timers.add(timer);
    return timer;
  }
}

function thenableOf(value: unknown): PromiseLike<unknown> | undefined {
  return isThenable(value) ? value : undefined;
}
