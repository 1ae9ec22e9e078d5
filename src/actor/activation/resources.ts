import { GuardedAbort } from "../../base/guarded_abort.ts";
import type { Logger } from "../../base/logger.ts";
import { prefixLogger } from "../../base/logger.ts";
import { nameActor } from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorTurn, HookTurn, Turn } from "../turn/turn.ts";
import type { ContextSource } from "../context.ts";
import type {
  ActorTimer,
  Timer,
  TimerCallback,
  TimerOptions,
} from "../timer/timer.ts";
import { Belongings, type BelongingsOwner } from "./belongings.ts";

/** The cell whose actor has a `Context`. */
export interface ContextOwner extends Caller, BelongingsOwner {
  /** The turn that is under way, if it has a caller. */
  readonly calledTurn: ActorTurn | null;
  readonly id: string;
  /** Deactivates it behind what its inbox holds now. */
  poison(): Promise<void>;
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

const NONE: readonly never[] = [];

/** What an actor that takes a `Context` has for one life, and not longer. */
export class ActivationResources implements ContextSource {
  readonly owner: ContextOwner;
  /** How many envelopes had left the inbox as a turn without a caller began. */
  uncalledTurn = 0;
  /** The hook that ran last. */
  hook: HookTurn | null = null;
  // Made when first asked for: most actors ask for none of them.
  #belongings: Belongings | null = null;
  #ending: GuardedAbort | null = null;
  #log: Logger | null = null;
  #turn: Turn | null = null;
  #isOver = false;

  constructor(owner: ContextOwner) {
    this.owner = owner;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get signal(): AbortSignal {
    if (this.#ending === null) {
      this.#ending = new GuardedAbort(this.#makeReport());
      if (this.#isOver) this.#ending.abort();
    }
    return this.#ending.signal;
  }

  get turn(): Turn {
    const called = this.#isOver ? null : this.owner.calledTurn;
    // The turn of no caller has nothing of its own that could end before.
    return called?.openView(this.#makeReport()) ??
      (this.#turn ??= new UncalledTurn(this));
  }

  /** Returns what logs what a listener of a signal throws. */
  #makeReport(): (error: unknown) => void {
    return (error) =>
      this.log.error("A listener of an abort signal failed:", error);
  }

  get timers(): Iterable<ActorTimer> {
    return this.#belongings?.timers ?? NONE;
  }

  get log(): Logger {
    const { actor, type: { host } } = this.owner;
    return this.#log ??= prefixLogger(host.logger, `${nameActor(actor)}:`);
  }

  /** Ends what belongs to it: timers are cancelled, the signal is aborted. */
  release(): void {
    this.#isOver = true;
    this.#belongings?.release();
    this.#ending?.abort();
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

  #open(): Belongings {
    return this.#belongings ??= new Belongings(this.owner);
  }
}
