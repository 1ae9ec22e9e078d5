import { GuardedAbort } from "../../base/guarded_abort.ts";
import type { Logger } from "../../base/logger.ts";
import { prefixLogger } from "../../base/logger.ts";
import { nameActor } from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorTurn, Turn } from "../turn/turn.ts";
import type { ActorType } from "../actor_type.ts";
import type { ContextSource } from "../context.ts";
import {
  ActorTimer,
  type Timer,
  type TimerCallback,
  type TimerOptions,
} from "../timer/timer.ts";

/** The cell whose actor has a `Context`. */
export interface ContextOwner extends Caller {
  /** The turn that is under way, if it has a caller. */
  readonly calledTurn: ActorTurn | null;
  readonly type: ActorType;
  readonly id: string;
  /** Deactivates it behind what its inbox holds now. */
  poison(): Promise<void>;
  /** Queues a timer's tick. */
  deliverTick(timer: ActorTimer): void;
}

/** A turn without a caller as its method sees it: its signal is its life's. */
class UncalledTurn implements Turn {
  readonly #life: { readonly signal: AbortSignal };

  constructor(life: { readonly signal: AbortSignal }) {
    this.#life = life;
  }

  get signal(): AbortSignal {
    return this.#life.signal;
  }
}

/** What an actor that takes a `Context` has for one life, and not longer. */
export class ActivationResources implements ContextSource {
  readonly owner: ContextOwner;
  /** How many envelopes had left the inbox as a turn without a caller began. */
  uncalledTurn = 0;
  // Made when first asked for: most actors ask for none of them.
  #timers: Set<ActorTimer> | null = null;
  #ending: GuardedAbort | null = null;
  #log: Logger | null = null;
  #turn: Turn | null = null;
  #awakeUntil = 0;
  #quietTicks = 0;
  #isOver = false;

  constructor(owner: ContextOwner) {
    this.owner = owner;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get signal(): AbortSignal {
    if (this.#ending === null) {
      this.#ending = new GuardedAbort(this.reportListener);
      if (this.#isOver) this.#ending.abort();
    }
    return this.#ending.signal;
  }

  get turn(): Turn {
    const called = this.#isOver ? null : this.owner.calledTurn;
    // The turn of no caller has nothing of its own that could end before.
    return called?.openView(this.reportListener) ??
      (this.#turn ??= new UncalledTurn(this));
  }

  /** Logs what a listener of a signal throws. */
  readonly reportListener = (error: unknown): void =>
    this.log.error("A listener of an abort signal failed:", error);

  get timers(): Iterable<ActorTimer> {
    return this.#timers ?? [];
  }

  get log(): Logger {
    const { actor, type: { host } } = this.owner;
    return this.#log ??= prefixLogger(host.logger, `${nameActor(actor)}:`);
  }

  /** Ends what belongs to it: timers are cancelled, the signal is aborted. */
  release(): void {
    this.#isOver = true;
    for (const timer of this.#timers ?? []) timer.cancel();
    this.#ending?.abort();
  }

  /** How many ticks wait or run of timers that do not keep it awake. */
  get quietTicks(): number {
    return this.#quietTicks;
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
        interleaves: owner.type.reentrancy === "full",
        deliverTick: (tick) => {
          if (!tick.keepsAwake) this.#quietTicks++;
          owner.deliverTick(tick);
        },
        endTick: (tick) => {
          if (!tick.keepsAwake) this.#quietTicks--;
        },
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
