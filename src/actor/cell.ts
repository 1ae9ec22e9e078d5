import { CallError } from "../base/errors.ts";
import type { Method } from "../envelope/definition.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Caller, Target } from "../envelope/target.ts";
import { isThenable, toPlainPromise } from "./actor.ts";
import type { DeactivationReason } from "./event.ts";
import type { Phase } from "./host.ts";
import { Inbox, type Taker } from "./inbox.ts";
import { Lifecycle, type LifecycleOwner } from "./lifecycle.ts";
import { LocalActor } from "./local_actor.ts";
import { buryAll, drop, failTurn, refuse, settle, tell } from "./outcome.ts";
import { engineStopped, inboxFull, stoppedInTurn } from "./refusal.ts";
import { DEACTIVATE, TICK } from "./system_method.ts";
import type { ActorTimer } from "./timer.ts";

/** A turn that goes on after its method returned. */
interface Turn {
  readonly method: Method;
  readonly reply: Reply | null;
  readonly caller: Caller | null;
}

/** Since when an actor has taken no envelope. */
interface Idleness {
  accepted: number;
  since: number;
}

/**
 * One actor in one engine: its inbox and, while it is live, its activation.
 *
 * Proxies hold it for as long as they like: it wakes from `dormant` when an
 * envelope arrives and goes back when it is deactivated. A turn follows the
 * last only when that is done, awaits included.
 */
export class Cell extends LocalActor implements LifecycleOwner, Taker {
  accepted = 0;
  failed = 0;
  refused = 0;
  dropped = 0;
  readonly inbox = new Inbox();
  readonly #life = new Lifecycle(this);
  // The inbox's capacity, or 0 where `accept` must look closer first.
  #bound = 0;
  #isBusy = false;
  #turn: Turn | null = null;
  // What the last look at it saw, where the class has an idle time.
  #idle: Idleness | null = null;

  get phase(): Phase {
    return this.#life.phase;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get isInTurn(): boolean {
    return this.#turn !== null;
  }

  get inboxLength(): number {
    return this.inbox.length;
  }

  get handled(): number {
    return this.accepted - this.inbox.length - (this.#turn === null ? 0 : 1);
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): CallError | undefined {
    if (this.inbox.length >= this.#bound) {
      const home = this.#findHome(method, caller);
      if (home instanceof CallError) return home;
      if (home !== this) return home.accept(method, payload, reply, caller);
      if (this.inbox.length >= this.type.inboxCapacity) {
        return this.#overflow(method, payload, reply, caller);
      }
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
      this.refused++;
      return inboxFull(this.actor, method, inboxCapacity);
    }
    const { front } = this.inbox;
    // The end of an activation and a timer's tick are nobody's to drop.
    const isFixed = front === DEACTIVATE || front === TICK;
    if (overflow === "drop-newest" || isFixed) {
      drop(this, method, reply, caller);
    } else {
      this.inbox.shift(this.#dropped);
      this.#enqueue(method, payload, reply, caller);
    }
    return undefined;
  }

  /** Takes what is dropped for something newer. */
  get #dropped(): Taker {
    return {
      take: (method, _payload, reply, caller) => {
        drop(this, method, reply, caller);
        return true;
      },
    };
  }

  /**
   * Looks closer at an envelope that cannot simply be queued: returns who
   * takes it, awake by now, or why nobody does.
   */
  #findHome(method: Method, caller: Caller | null): Target | CallError {
    const { host, inboxCapacity } = this.type;
    if (host.refuses(caller)) return engineStopped(this.actor, method);
    if (this.#life.phase === "dormant") {
      const home = host.adopt(this);
      if (home !== this) return home;
      this.#life.phase = "activating";
      this.#bound = host.isClosing ? 0 : inboxCapacity;
    }
    return this;
  }

  #enqueue(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    this.inbox.push(method, payload, reply, caller);
    this.accepted++;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.type.host.wake(this);
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
    if (this.#life.phase === "dormant") return Promise.resolve();
    const { promise, isNew } = this.#life.takePill();
    // Past the bound: a full inbox must not keep an actor alive.
    if (isNew) this.#enqueue(DEACTIVATE, "poison", null, null);
    return promise;
  }

  deliverTick(timer: ActorTimer): void {
    this.#enqueue(TICK, timer, null, null);
  }

  run(turns: number): number {
    const inbox = this.inbox;
    if (this.#life.phase === "activating") {
      // Sent while the last activation ended: there is nothing to wake for.
      if (inbox.front === DEACTIVATE) {
        inbox.shift(this);
        return 1;
      }
      if (!this.#life.activate()) return 1;
    }
    let taken = 0;
    while (inbox.length > 0) {
      if (taken === turns) {
        this.type.host.resume(this);
        return taken;
      }
      taken++;
      if (!inbox.shift(this)) return taken;
    }
    this.#isBusy = false;
    this.type.host.rest();
    return taken;
  }

  /** Runs one envelope; returns whether its turn is over. */
  take(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    if (method === DEACTIVATE) {
      // Something came meanwhile: it is not idle any more.
      if (payload === "idle" && this.inbox.length > 0) return true;
      // Something came while the engine drains: it is not at rest any more.
      const isDraining = payload === "shutdown" &&
        !this.type.host.refuses(this);
      if (isDraining && this.inbox.length > 0) return true;
      this.#life.deactivate(payload as DeactivationReason);
      return false;
    }
    try {
      const result = method.invoke(this.#life.activation!.instance, payload);
      if (result === undefined) {
        if (reply !== null) reply.settle(undefined);
        return true;
      }
      if (isThenable(result)) {
        this.#follow({ method, reply, caller }, result);
        return false;
      }
      settle(this, method, reply, caller, result);
    } catch (error) {
      failTurn(this, method, reply, caller, error);
      return this.#life.survives(error);
    }
    return true;
  }

  /** Keeps the next turn from starting until this one is over. */
  #follow(turn: Turn, result: PromiseLike<unknown>): void {
    const { method, reply, caller } = turn;
    const finish = (end: () => boolean | void): void => {
      // The engine may have stopped meanwhile and settled the call.
      if (this.#turn !== turn) return;
      this.#turn = null;
      if (end() !== false) this.type.host.resume(this);
    };
    toPlainPromise(result).then(
      (value) => finish(() => settle(this, method, reply, caller, value)),
      (error) =>
        finish(() => {
          failTurn(this, method, reply, caller, error);
          return this.#life.survives(error);
        }),
    );
    this.#turn = turn;
  }

  restDormant(): void {
    this.#bound = 0;
    this.#isBusy = false;
    this.type.host.forget(this);
    this.type.host.rest();
  }

  restIfIdle(now: number): void {
    const { accepted } = this;
    this.#idle ??= { accepted: -1, since: now };
    const idle = this.#idle;
    const mayRest = this.#life.phase === "active" && !this.#isBusy &&
      idle.accepted === accepted && this.#life.activation!.mayRest(now);
    if (!mayRest) {
      idle.accepted = accepted;
      idle.since = now;
    } else if (now - idle.since >= this.type.idleMs) {
      this.#idle = null;
      this.#enqueue(DEACTIVATE, "idle", null, null);
    }
  }

  endIfIdle(): void {
    if (!this.#isBusy) this.#enqueue(DEACTIVATE, "shutdown", null, null);
  }

  abandon(): void {
    this.#life.abandon();
  }

  close(): void {
    this.#bound = 0;
    this.#life.hurry();
  }

  shutDown(): void {
    const { phase } = this.#life;
    if (phase === "dormant") return;
    buryAll(this, this.inbox, "engine-stopped", engineStopped);
    if (phase === "deactivating") return;
    this.#enqueue(DEACTIVATE, "shutdown", null, null);
    const turn = this.#turn;
    if (turn === null) return;
    this.#turn = null;
    const { method, reply } = turn;
    tell(this, method.name, reply, stoppedInTurn(this.actor, method));
    this.type.host.resume(this);
  }
}
