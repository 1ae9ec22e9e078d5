import type { ReferenceBook } from "../../codec/reference/reference.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorType } from "../actor_type.ts";
import { type Actor, toPlainPromise } from "../actor.ts";
import type { DeactivationReason, DeadLetterReason } from "../event.ts";
import { finish, type HookOwner, start } from "./hooks.ts";
import type {
  Activation,
  EndWatch,
  Phase,
  WatchedLife,
} from "../port/activation.ts";
import { Idleness } from "./idleness.ts";
import { failHook, type InboxOwner } from "../failure/outcome.ts";
import {
  activationFailed,
  deactivated,
  engineStopped,
  type Explain,
  poisoned,
} from "../failure/refusal.ts";
import type { Dispatcher } from "../inbox/inbox.ts";
import { DEACTIVATE } from "../inbox/system_method.ts";
import { type Restart, Supervisor } from "../supervision.ts";
import type { QueuedTimer } from "../timer/timer_queue.ts";
import type { ActivationResources } from "./resources.ts";
import { hasWork, type WorkOwner } from "./work.ts";

/**
 * Why what waits at the end of an activation did not run; behind the end of an
 * idle one it waits for the next activation.
 */
const BURIALS = {
  idle: null,
  poison: { cause: "poisoned", explain: poisoned },
  failure: { cause: "deactivated", explain: deactivated },
  shutdown: { cause: "engine-stopped", explain: engineStopped },
} as const;

/** The cell whose activations begin and end. */
export interface LifecycleOwner
  extends Activation, HookOwner, InboxOwner, WorkOwner, Dispatcher {
  readonly type: ActorType;
  instance: Actor | null;
  resources: ActivationResources | null;
  /** The phase of its life; admission takes it out of `dormant`. */
  phase: Phase;
  /** How its activations end. */
  readonly life: Lifecycle;
  /** Whether streaming replies of it are open. */
  readonly isStreaming: boolean;
  /** The references that its actor has in this life. */
  known: ReferenceBook | null;
  /** Queues it for a run. */
  queue(): void;
  /** Adds an envelope to its inbox, and queues it for a run. */
  enqueue(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void;
  /** Makes what waits, in the inbox or for room in it, dead letters. */
  buryAll(
    reason: DeadLetterReason,
    explain: Explain,
  ): void;
  /** Ends its streaming replies; returns what to wait for, if anything. */
  endStreaming(reason: DeactivationReason): Promise<void> | undefined;
  /** Is at rest: there is no activation, and nothing waits. */
  restDormant(): void;
}

/**
 * Begins an activation for what the inbox holds. Returns whether the actor is
 * active; if not, it is queued when it is, or at rest for want of work.
 */
export function activate(owner: LifecycleOwner): boolean {
  if (!hasWork(owner) && owner.life.restUnused()) return false;
  // Sent while the last activation ended: nothing to activate for.
  if (owner.front === DEACTIVATE) return owner.shift(owner);
  try {
    const starting = start(owner);
    if (starting === undefined) {
      becomeActive(owner);
      return true;
    }
    toPlainPromise(starting).then(
      () => {
        becomeActive(owner);
        owner.queue();
      },
      (error) => owner.life.failActivation(error),
    );
  } catch (error) {
    owner.life.failActivation(error);
  }
  return false;
}

function becomeActive(owner: LifecycleOwner): void {
  owner.phase = "active";
  const { type: { host: { events }, totals } } = owner;
  totals.activations++;
  if (events.isHeard) events.emit({ kind: "activated", actor: owner.actor });
}

/** How activations of one actor end, and follow each other. */
export class Lifecycle implements WatchedLife {
  readonly #owner: LifecycleOwner;
  // Made where its class has an idle time, or a timer keeps it from no rest.
  #idleness: Idleness | null = null;
  // Settled when the deactivation that the inbox holds is done.
  #pill: PromiseWithResolvers<void> | null = null;
  // Settled when the deactivation that is under way is done.
  #ending: PromiseWithResolvers<void> | null = null;
  // Made at the first failure, where the class has a supervision.
  #supervisor: Supervisor | null = null;
  #backoff: QueuedTimer | null = null;
  // Who waits for the end of the activation that is, or begins next.
  #watches: Set<EndWatch> | null = null;
  // Whether it begins afresh though nothing waits.
  #isRestarting = false;

  constructor(owner: LifecycleOwner) {
    this.#owner = owner;
  }

  /**
   * Returns the promise of the pill that is under way, and whether it is new:
   * a second pill behind the first would find nothing left to do.
   */
  takePill(): { readonly promise: Promise<void>; readonly isNew: boolean } {
    const isNew = this.#pill === null;
    this.#pill ??= Promise.withResolvers();
    return { promise: this.#pill.promise, isNew };
  }

  watch(watch: EndWatch): void {
    this.#watches ??= new Set();
    this.#watches.add(watch);
  }

  unwatch(watch: EndWatch): void {
    this.#watches?.delete(watch);
  }

  /** Since when the actor has taken nothing that is activity. */
  get idleness(): Idleness {
    return this.#idleness ??= new Idleness();
  }

  /** Whether the actor has taken nothing for its class's idle time. */
  isIdle(now: number): boolean {
    return this.idleness.hasPassed(this.#owner, now);
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
      : () => this.deactivate("failure");
  }

  /** Ends the activation; what waits in the inbox now is behind the end. */
  deactivate(reason: DeactivationReason): void {
    const owner = this.#owner;
    this.#ending = this.#dropPill();
    this.#idleness?.reset();
    const burial = BURIALS[reason];
    owner.type.host.release(owner, reason);
    if (burial !== null) {
      this.#endForGood();
      owner.buryAll(burial.cause, burial.explain);
    }
    this.#end(reason, () => {
      this.#leave(reason);
      this.#retire(this.#ending);
    });
  }

  /** Goes to rest before it was live; not if it must begin afresh. */
  restUnused(): boolean {
    if (this.#isRestarting) return false;
    this.#tellWatches("idle");
    this.#retire(this.#dropPill());
    return true;
  }

  /** Settles the pill of an actor whose end is not waited for any more. */
  settlePill(): void {
    this.#ending?.resolve();
    this.#dropPill()?.resolve();
  }

  /** Waits no longer to begin afresh: the engine stops. */
  hurry(): void {
    if (this.#backoff === null) return;
    this.#owner.type.host.timers.remove(this.#backoff);
    this.#begin();
  }

  /** An activation could not begin. */
  failActivation(error: unknown): void {
    const owner = this.#owner;
    const pill = this.#dropPill();
    failHook(owner, "init", error);
    this.#endForGood();
    owner.endStreaming("failure");
    owner.resources?.release();
    // Poisoned all the same, though it was never live.
    if (pill !== null) owner.type.host.release(owner, "poison");
    owner.buryAll(
      "activation-failed",
      (to, method) => activationFailed(to, method, error),
    );
    // It was never live, so there is no `deinit` and no event of an end.
    owner.instance = owner.resources = owner.known = null;
    this.#tellWatches("failure");
    this.#retire(pill);
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
    this.#end("failure", () => this.#backOff(delayMs));
  }

  #backOff(delayMs: number): void {
    const { host } = this.#owner.type;
    this.#leave("failure");
    if (delayMs <= 0 || host.isClosing) {
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
    if (this.#owner.type.host.isClosing) {
      this.#tellWatches("shutdown");
      this.#retire(this.#dropPill());
      return;
    }
    this.#isRestarting = true;
    this.#owner.phase = "activating";
    this.#owner.queue();
  }

  /**
   * Keeps the actor from another activation if the engine stops. One that ends
   * as idle, or ended before, still has to handle what its inbox took.
   */
  #endForGood(): void {
    const { id, type } = this.#owner;
    if (type.host.isClosing) (type.ended ??= new Set()).add(id);
  }

  /** Ends generators, runs `deinit`, then what comes after the activation. */
  #end(reason: DeactivationReason, next: () => void): void {
    const owner = this.#owner;
    owner.phase = "deactivating";
    owner.resources?.release();
    const streaming = owner.endStreaming(reason);
    if (streaming === undefined) this.#finish(reason, next);
    else streaming.then(() => this.#finish(reason, next));
  }

  #finish(reason: DeactivationReason, next: () => void): void {
    const owner = this.#owner;
    const report = (error: unknown): void => failHook(owner, "deinit", error);
    const finishing = finish(owner, reason, report);
    if (finishing === undefined) next();
    else finishing.then(next);
  }

  #leave(reason: DeactivationReason): void {
    const owner = this.#owner;
    // Not for a pill that came before there was an activation.
    if (owner.instance !== null) {
      owner.resources?.endSleeps();
      owner.instance = owner.resources = owner.known = null;
      const { actor, type: { host: { events } } } = owner;
      if (events.isHeard) events.emit({ kind: "deactivated", actor, reason });
    }
    this.#tellWatches(reason);
  }

  #tellWatches(reason: DeactivationReason): void {
    const watches = this.#watches;
    if (watches === null) return;
    // Those that come meanwhile wait for the end of the next activation.
    this.#watches = null;
    const end = { actor: this.#owner.actor, reason };
    for (const watch of watches) watch.noteEnd(end);
  }

  /** Goes to rest, or begins afresh with what came while `deinit` ran. */
  #retire(pill: PromiseWithResolvers<void> | null): void {
    const owner = this.#owner;
    this.#isRestarting = false;
    if (hasWork(owner)) {
      owner.phase = "activating";
      owner.queue();
    } else {
      owner.phase = "dormant";
      this.#supervisor = null;
      owner.restDormant();
      // A pill that came meanwhile and was buried has what it wanted.
      this.#dropPill()?.resolve();
    }
    this.#ending = null;
    pill?.resolve();
  }

  #dropPill(): PromiseWithResolvers<void> | null {
    const pill = this.#pill;
    this.#pill = null;
    return pill;
  }
}
