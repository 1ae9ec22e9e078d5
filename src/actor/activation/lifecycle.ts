import type { ReferenceBook } from "../../codec/reference/reference.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorType } from "../actor_type.ts";
import type { Actor } from "../actor.ts";
import type { Durability } from "../durable/durability.ts";
import type { DeactivationReason, DeadLetterReason } from "../event.ts";
import { BURIALS } from "./burials.ts";
import { finishDurable } from "./durable/life.ts";
import { finish, type HookOwner } from "./hooks.ts";
import type {
  Activation,
  EndWatch,
  Phase,
  WatchedLife,
} from "../port/activation.ts";
import { Idleness } from "./idleness.ts";
import { Pill } from "./pill.ts";
import { failHook, type InboxOwner } from "../failure/outcome.ts";
import { activationFailed, type Explain } from "../failure/refusal.ts";
import type { Dispatcher } from "../inbox/inbox.ts";
import { type Restart, Supervisor } from "../supervision.ts";
import type { QueuedTimer } from "../timer/timer_queue.ts";
import type { Ending } from "../turn/turns.ts";
import type { ActivationResources } from "./resources.ts";
import { hasWork, type WorkOwner } from "./work.ts";

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
  /** What makes it durable; `null` where it is not. */
  readonly durability: Durability | null;
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

// Functions of their own: what a callback needs is kept in an object, which is
// made at the start of the function that has the callback.
function finishAfter(
  streaming: Promise<void>,
  owner: LifecycleOwner,
  reason: DeactivationReason,
): Promise<void> {
  return streaming.then(() => finishLife(owner, reason));
}

function finishLife(
  owner: LifecycleOwner,
  reason: DeactivationReason,
): Promise<void> | undefined {
  const { durability } = owner;
  return durability === null
    ? finish(owner, reason, failDeinit)
    : finishDurable(owner, durability, reason, failDeinit);
}

function failDeinit(owner: LifecycleOwner, error: unknown): void {
  failHook(owner, "deinit", error);
}

/** How activations of one actor end, and follow each other. */
export class Lifecycle implements WatchedLife, Ending {
  readonly #owner: LifecycleOwner;
  // Made where its class has an idle time, or a timer keeps it from no rest.
  #idleness: Idleness | null = null;
  // The deactivation that the inbox holds.
  #pill: Pill | null = null;
  // The deactivation that is under way, if it was one of those.
  #ending: Pill | null = null;
  // Made at the first failure, where the class has a supervision.
  #supervisor: Supervisor | null = null;
  #backoff: QueuedTimer | null = null;
  // Who waits for the end of the activation that is, or begins next.
  #watches: Set<EndWatch> | null = null;
  #due: DeactivationReason | null = null;
  // Whether it begins afresh though nothing waits.
  #isRestarting = false;

  constructor(owner: LifecycleOwner) {
    this.#owner = owner;
  }

  /** The pill that is under way: a second one would find nothing to do. */
  get pill(): Pill | null {
    return this.#pill;
  }

  /** Notes that the inbox holds a pill from now on. */
  takePill(): Pill {
    return this.#pill = new Pill();
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

  /** Returns what begins the activation anew, from what is stored. */
  rebuild(error: unknown): () => void {
    const restart = { directive: "restart", restarts: 0, delayMs: 0 } as const;
    return () => this.#restart(restart, error);
  }

  /** Returns what ends the activation for a reason. */
  prepare(reason: DeactivationReason): Ending {
    this.#due = reason;
    return this;
  }

  /** Ends the activation as prepared. */
  begin(): void {
    this.deactivate(this.#due!);
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
    const ending = this.#end(reason);
    if (ending === undefined) this.#conclude(reason);
    else this.#concludeAfter(ending, reason);
  }

  #concludeAfter(ending: Promise<void>, reason: DeactivationReason): void {
    ending.then(() => this.#conclude(reason));
  }

  #conclude(reason: DeactivationReason): void {
    this.#leave(reason);
    this.#retire(this.#ending);
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
    this.#ending?.settle();
    this.#dropPill()?.settle();
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
    const ending = this.#end("failure");
    if (ending === undefined) this.#backOff(delayMs);
    else ending.then(() => this.#backOff(delayMs));
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

  /** Ends generators and runs `deinit`; returns what to wait for, if any. */
  #end(reason: DeactivationReason): Promise<void> | undefined {
    const owner = this.#owner;
    owner.phase = "deactivating";
    owner.resources?.release();
    const streaming = owner.endStreaming(reason);
    return streaming === undefined
      ? finishLife(owner, reason)
      : finishAfter(streaming, owner, reason);
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
  #retire(pill: Pill | null): void {
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
      this.#dropPill()?.settle();
    }
    this.#ending = null;
    pill?.settle();
  }

  #dropPill(): Pill | null {
    const pill = this.#pill;
    this.#pill = null;
    return pill;
  }
}
