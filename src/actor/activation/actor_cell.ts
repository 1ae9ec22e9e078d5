import { CallError } from "../../base/errors.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Caller, Target } from "../../envelope/target.ts";
import type { Dispatcher } from "../inbox/inbox.ts";
import { Lifecycle, type LifecycleOwner } from "./lifecycle.ts";
import { buryAll, drop, refuse } from "../failure/outcome.ts";
import { engineStopped, inboxFull } from "../failure/refusal.ts";
import { ActorRunner, IDLE, QUEUED } from "./turn_loop.ts";
import { DEACTIVATE, NOTHING, TICK } from "../inbox/system_method.ts";
import type { ActorTimer } from "../timer/timer.ts";
import { ArrivalTracker } from "../turn/arrival_tracker.ts";

/**
 * One actor in one engine: its inbox and, while it is live, its instance.
 *
 * Proxies hold it for as long as they like: it wakes from `dormant` when an
 * envelope arrives and goes back when it is deactivated.
 */
export class Cell extends ActorRunner implements LifecycleOwner {
  // Made at the first end, or failure: most actors have neither.
  #life: Lifecycle | null = null;
  // The inbox's capacity, or 0 where `accept` must look closer first.
  #bound = 0;

  get life(): Lifecycle {
    return this.#life ??= new Lifecycle(this);
  }

  get local(): this {
    return this;
  }

  protected get activation(): this {
    return this;
  }

  get timers(): Iterable<ActorTimer> {
    return this.resources?.timers ?? [];
  }

  get oldestAt(): number | null {
    return this.tracker?.oldestAt ?? null;
  }

  /** Whether one more fits; those that were given up make room for it. */
  get #hasRoom(): boolean {
    const { inboxCapacity } = this.type;
    if (this.inboxLength < inboxCapacity) return true;
    const { failureCounts } = this;
    if (failureCounts.dead === 0) return false;
    failureCounts.dead = 0;
    this.forgetDead(NOTHING);
    return this.inboxLength < inboxCapacity;
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): CallError | Target | undefined {
    if (this.places >= this.#bound) {
      const registered = this.#findRegistered(method, caller);
      if (registered !== this) return registered;
      if (!this.#hasRoom) {
        return this.#overflow(method, payload, reply, caller);
      }
      this.#showArrival(method, reply, caller);
    }
    this.#enqueue(method, payload, reply, caller);
    return undefined;
  }

  /** Does with an envelope that does not fit what the options say. */
  #overflow(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): CallError | undefined {
    const { inboxCapacity, overflow } = this.type;
    if (overflow === "refuse") {
      this.failureCounts.refused++;
      return inboxFull(this.actor, method, inboxCapacity);
    }
    this.skipFillers(NOTHING);
    const { front } = this;
    // The end of an activation and a timer's tick are nobody's to drop.
    const isFixed = front === DEACTIVATE || front === TICK;
    if (overflow === "drop-newest" || isFixed) {
      drop(this, method, reply, caller);
    } else {
      this.shift(this.#dropped);
      this.#showArrival(method, reply, caller);
      this.#enqueue(method, payload, reply, caller);
    }
    return undefined;
  }

  /** Takes what is dropped for something newer. */
  get #dropped(): Dispatcher {
    return {
      dispatch: (method, _payload, reply, caller) => {
        const own = singleOut(reply, method, this.taken - 1);
        drop(this, method, own, caller);
        return true;
      },
    };
  }

  /**
   * Looks closer at an envelope that cannot simply be queued: returns itself,
   * awake by now, or who stands for the actor instead, or why nobody does.
   */
  #findRegistered(method: Method, caller: Caller | null): Target | CallError {
    const { host } = this.type;
    if (host.refuses(caller)) return engineStopped(this.actor, method);
    if (this.phase === "dormant") {
      const registered = host.register(this);
      if (registered !== this) return registered;
      this.phase = "activating";
      this.trackArrivals();
    }
    return this;
  }

  trackArrivals(): void {
    const { host, inboxCapacity } = this.type;
    if (host.probes.length === 0) this.tracker = null;
    else this.tracker ??= new ArrivalTracker(this);
    const mustLook = host.isClosing || this.tracker !== null;
    this.#bound = mustLook ? 0 : inboxCapacity;
  }

  #showArrival(
    method: Method,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    if (this.tracker === null) return;
    const kind = method === TICK ? "tick" : reply === null ? "payload" : "call";
    if (this.tracker.arrive(kind, method, caller)) return;
    const { host, inboxCapacity } = this.type;
    if (!host.isClosing) this.#bound = inboxCapacity;
  }

  #enqueue(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    this.push(method, payload, reply, caller);
    if (this.runState !== IDLE) return;
    this.runState = QUEUED;
    this.type.host.enqueue(this);
  }

  refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void {
    refuse(this, method, reply, caller, error);
  }

  poison(): Promise<void> {
    if (this.phase === "dormant") return Promise.resolve();
    const { promise, isNew } = this.life.takePill();
    // Past the bound: a full inbox must not keep an actor alive.
    if (isNew) this.#enqueue(DEACTIVATE, "poison", null, null);
    return promise;
  }

  deliverTick(timer: ActorTimer): void {
    this.#showArrival(TICK, null, null);
    this.#enqueue(TICK, timer, null, null);
  }

  restDormant(): void {
    this.#bound = 0;
    this.runState = IDLE;
    this.turns = null;
    this.tracker = null;
    this.type.host.forget(this);
    this.type.host.markIdle();
  }

  restIfIdle(now: number): void {
    const { accepted, life } = this;
    const idle = life.idle ??= { accepted: -1, since: now };
    const mayRest = this.phase === "active" && !this.isBusy &&
      idle.accepted === accepted && (this.resources?.mayRest(now) ?? true);
    if (!mayRest) {
      idle.accepted = accepted;
      idle.since = now;
    } else if (now - idle.since >= this.type.idleMs) {
      life.idle = null;
      this.#enqueue(DEACTIVATE, "idle", null, null);
    }
  }

  endIfIdle(): void {
    if (!this.isBusy) this.#enqueue(DEACTIVATE, "shutdown", null, null);
  }

  settlePill(): void {
    this.#life?.settlePill();
  }

  close(): void {
    this.#bound = 0;
    this.unpause();
    this.#life?.hurry();
  }

  shutDown(): void {
    const { phase } = this;
    if (phase === "dormant") return;
    buryAll(this, "engine-stopped", engineStopped);
    if (phase === "deactivating") return;
    this.#enqueue(DEACTIVATE, "shutdown", null, null);
    this.cutTurns();
  }
}
