import type { ReferenceBook } from "../../codec/reference/reference.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorType } from "../actor_type.ts";
import type { Actor } from "../actor.ts";
import type { Durability } from "../durable/durability.ts";
import type { DeactivationReason, DeadLetterReason } from "../event.ts";
import { BURIALS } from "./burials.ts";
import { EndWatches } from "./end_watches.ts";
import { finishLife } from "./finish_life.ts";
import type { HookOwner } from "./hooks.ts";
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
import { DEACTIVATE } from "../inbox/system_method.ts";
import type { Ending } from "../turn/turns.ts";
import type { ActivationResources } from "./resources.ts";
import { type RestartedLife, Restarts } from "./restarts.ts";
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
  /** Takes out what is not needed here; what it returns gives it back. */
  takeMoved(): () => void;
  /** Ends its streaming replies; returns what to wait for, if anything. */
  endStreaming(reason: DeactivationReason): Promise<void> | undefined;
  /** Is at rest: there is no activation, and nothing waits. */
  restDormant(hasMoved: boolean): void;
}

/** How activations of one actor end, and follow each other. */
export class Lifecycle implements WatchedLife, Ending, RestartedLife {
  readonly #owner: LifecycleOwner;
  // Made where its class has an idle time, or a timer keeps it from no rest.
  #idleness: Idleness | null = null;
  // The deactivation that the inbox holds.
  #pill: Pill | null = null;
  // The deactivation that is under way, if it was one of those.
  #ending: Pill | null = null;
  // Made at the first failure.
  #restarts: Restarts | null = null;
  #watches: EndWatches | null = null;
  #due: DeactivationReason | null = null;
  // Settled when its actor, which moves, is dormant.
  #gone: PromiseWithResolvers<void> | null = null;
  // The pill that came before that.
  #firstPill: Pill | null = null;
  /** Whether its node has lost the actor: none of it may run here any more. */
  isLost = false;

  constructor(owner: LifecycleOwner) {
    this.#owner = owner;
  }

  /** The pill that is under way: a second one would find nothing to do. */
  get pill(): Pill | null {
    return this.#pill;
  }

  /**
   * Deactivates the actor behind what its inbox holds now; returns the pill, or
   * `null` where there is nothing to end.
   */
  poison(): Pill | null {
    const owner = this.#owner;
    if (owner.phase === "dormant") return null;
    if (this.#pill !== null) return this.#pill;
    const pill = this.#pill = new Pill();
    // Past the bound: a full inbox must not keep an actor alive.
    owner.enqueue(DEACTIVATE, "poison", null, null);
    return pill;
  }

  watch(watch: EndWatch): void {
    this.#watches ??= new EndWatches();
    this.#watches.add(watch);
  }

  unwatch(watch: EndWatch): void {
    this.#watches?.delete(watch);
  }

  /** Whether the actor moves: nothing new begins here. */
  get isMoving(): boolean {
    return this.#gone !== null;
  }

  /** Whether a pill waits that came before the actor was told to move. */
  get isPillFirst(): boolean {
    return this.#pill !== null && this.#pill === this.#firstPill &&
      !this.isLost;
  }

  /** Lets nothing new begin from now on; resolves when it is dormant. */
  move(): Promise<void> {
    if (this.#gone === null) {
      this.#gone = Promise.withResolvers();
      this.#firstPill = this.#pill;
    }
    return this.#gone.promise;
  }

  /** Lets nothing at all begin from now on. */
  lose(): void {
    void this.move();
    this.isLost = true;
  }

  get isMove(): boolean {
    return this.#due === "lease-lost";
  }

  /** Since when the actor has taken nothing that is activity. */
  get idleness(): Idleness {
    return this.#idleness ??= new Idleness();
  }

  /** Whether the actor has taken nothing for its class's idle time. */
  isIdle(now: number): boolean {
    return this.idleness.hasPassed(this.#owner, now);
  }

  /** The activations that follow failures. */
  get restarts(): Restarts {
    return this.#restarts ??= new Restarts(this.#owner, this);
  }

  /** Waits no longer to begin afresh after a failure. */
  hurry(): void {
    this.#restarts?.hurry();
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
    const isMove = this.isMoving && reason !== "poison";
    // Poisoned all the same, though it was not its turn.
    const isPoisoned = isMove && this.#pill !== null;
    this.#ending = this.#dropPill();
    this.#idleness?.reset();
    const burial = BURIALS[reason];
    owner.type.host.release(owner, isPoisoned ? "poison" : reason);
    // But for what a pill has promised, all goes where the actor does.
    if (isMove) owner.takeMoved()();
    if (burial !== null) {
      this.#endForGood();
      owner.buryAll(burial.cause, burial.explain);
    }
    const ending = this.end(reason);
    if (ending === undefined) this.#conclude(reason);
    else this.#concludeAfter(ending, reason);
  }

  #concludeAfter(ending: Promise<void>, reason: DeactivationReason): void {
    ending.then(() => this.#conclude(reason));
  }

  #conclude(reason: DeactivationReason): void {
    this.leave(reason);
    this.#retire(this.#ending);
  }

  /** Goes to rest before it was live; not if it must begin afresh. */
  restUnused(): boolean {
    if (this.#restarts?.isDue) return false;
    this.rest("idle");
    return true;
  }

  rest(reason: DeactivationReason): void {
    this.#tellWatches(reason);
    // A pill may wait behind what still runs here of an actor that moves.
    this.#retire(this.isMoving ? null : this.#dropPill());
  }

  /** Settles the pill of an actor whose end is not waited for any more. */
  settlePill(): void {
    this.#ending?.settle();
    this.#dropPill()?.settle();
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
    if (this.isMoving) owner.takeMoved()();
    owner.buryAll(
      "activation-failed",
      (to, method) => activationFailed(to, method, error),
    );
    // It was never live, so there is no `deinit` and no event of an end.
    owner.instance = owner.resources = owner.known = null;
    this.#tellWatches("failure");
    this.#retire(pill);
  }

  /** Begins no activation: the actor belongs elsewhere. */
  giveAway(): void {
    this.lose();
    this.rest("lease-lost");
  }

  /**
   * Keeps the actor from another activation if the engine stops. One that ends
   * as idle, or ended before, still has to handle what its inbox took.
   */
  #endForGood(): void {
    const { id, type } = this.#owner;
    if (type.host.isClosing) (type.ended ??= new Set()).add(id);
  }

  end(reason: DeactivationReason): Promise<void> | undefined {
    const owner = this.#owner;
    owner.phase = "deactivating";
    owner.resources?.release();
    return finishLife(owner, reason, owner.endStreaming(reason));
  }

  leave(reason: DeactivationReason): void {
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
    this.#watches?.tell(this.#owner.actor, reason);
  }

  /** Goes to rest, or begins afresh with what came while `deinit` ran. */
  #retire(pill: Pill | null): void {
    const owner = this.#owner;
    if (this.#restarts !== null) this.#restarts.isDue = false;
    const giveBack = this.isMoving ? owner.takeMoved() : null;
    this.#ending = null;
    if (hasWork(owner)) this.#beginNext();
    else this.#rest();
    pill?.settle();
    // By now it may begin anew with what comes back at once.
    giveBack?.();
  }

  #rest(): void {
    const owner = this.#owner;
    const gone = this.#gone;
    this.#gone = this.#firstPill = null;
    this.isLost = false;
    owner.phase = "dormant";
    this.#restarts = null;
    // A pill that came meanwhile and was buried has what it wanted.
    const pill = this.#dropPill();
    const isPoisoned = gone !== null && pill !== null;
    if (isPoisoned) owner.type.host.release(owner, "poison");
    owner.restDormant(gone !== null);
    pill?.settle();
    gone?.resolve();
  }

  /** Has another activation run what waits. */
  #beginNext(): void {
    const owner = this.#owner;
    // It is there for what turns need that are finished here, and then ends.
    if (this.isMoving && !this.isPillFirst) {
      owner.enqueue(DEACTIVATE, "lease-lost", null, null);
    }
    owner.phase = "activating";
    owner.queue();
  }

  #dropPill(): Pill | null {
    const pill = this.#pill;
    this.#pill = null;
    return pill;
  }
}
