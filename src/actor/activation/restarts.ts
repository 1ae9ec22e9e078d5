import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { ActorType } from "../actor_type.ts";
import type { DeactivationReason } from "../event.ts";
import type { Phase } from "../port/activation.ts";
import type { FailureCounts } from "../port/failure_counts.ts";
import { type Restart, Supervisor } from "../supervision.ts";
import type { QueuedTimer } from "../timer/timer_queue.ts";

/** The cell whose activations follow failures. */
export interface RestartOwner {
  readonly actor: ActorId;
  readonly type: ActorType;
  readonly failureCounts: FailureCounts;
  phase: Phase;
  /** Queues it for a run. */
  queue(): void;
}

/** The life of an actor, as its restarts have it end and begin. */
export interface RestartedLife {
  /** Whether the actor moves: nothing new begins here. */
  readonly isMoving: boolean;
  /** Ends the activation behind what its inbox holds. */
  deactivate(reason: DeactivationReason): void;
  /** Ends the activation; returns what to wait for, if anything. */
  end(reason: DeactivationReason): Promise<void> | undefined;
  /** Lets go of an actor that has ended. */
  leave(reason: DeactivationReason): void;
  /** Goes to rest without another activation. */
  rest(reason: DeactivationReason): void;
}

/** The activations of one actor that follow failures. */
export class Restarts {
  /** Whether one is to begin though nothing waits. */
  isDue = false;
  readonly #owner: RestartOwner;
  readonly #life: RestartedLife;
  // Made at the first failure, where the class has a supervision.
  #supervisor: Supervisor | null = null;
  #backoff: QueuedTimer | null = null;

  constructor(owner: RestartOwner, life: RestartedLife) {
    this.#owner = owner;
    this.#life = life;
  }

  /** Returns how the activation ends after a failure; `null` if it goes on. */
  judge(error: unknown): (() => void) | null {
    const { host, supervision } = this.#owner.type;
    // An engine that stops ends every actor anyway.
    if (supervision === null || host.isClosing) return null;
    const name = formatActor(this.#owner.actor);
    this.#supervisor ??= new Supervisor(supervision, host, name);
    const decision = this.#supervisor.decide(error);
    if (decision.directive === "resume") return null;
    return decision.directive === "restart"
      ? () => this.#restart(decision, error)
      : () => this.#life.deactivate("failure");
  }

  /** Returns what begins the activation anew, from what is stored. */
  rebuild(error: unknown): () => void {
    const restart = { directive: "restart", restarts: 0, delayMs: 0 } as const;
    return () => this.#restart(restart, error);
  }

  /** Waits no longer to begin afresh. */
  hurry(): void {
    if (this.#backoff === null) return;
    this.#owner.type.host.timers.remove(this.#backoff);
    this.#begin();
  }

  /** Ends this activation and begins the next one, with the same inbox. */
  #restart({ restarts, delayMs }: Restart, error: unknown): void {
    const { actor, type: { name, host, totals } } = this.#owner;
    const { events, incidents } = host;
    totals.restarts++;
    this.#owner.failureCounts.restarts++;
    incidents.noteRestart(name);
    if (events.isHeard) {
      events.emit({ kind: "restarting", actor, error, restarts, delayMs });
    }
    const ending = this.#life.end("failure");
    if (ending === undefined) this.#backOff(delayMs);
    else ending.then(() => this.#backOff(delayMs));
  }

  #backOff(delayMs: number): void {
    const { host } = this.#owner.type;
    this.#life.leave("failure");
    if (delayMs <= 0 || host.isClosing || this.#life.isMoving) {
      this.#begin();
      return;
    }
    this.#owner.phase = "restarting";
    this.#backoff = {
      dueAt: host.runtime.now() + delayMs,
      place: -1,
      order: 0,
      fire: () => this.#begin(),
    };
    host.timers.add(this.#backoff);
  }

  /** Lets a fresh activation begin, or none where nothing can come any more. */
  #begin(): void {
    this.#backoff = null;
    const life = this.#life;
    if (this.#owner.type.host.isClosing) return life.rest("shutdown");
    if (life.isMoving) return life.rest("lease-lost");
    this.isDue = true;
    this.#owner.phase = "activating";
    this.#owner.queue();
  }
}
