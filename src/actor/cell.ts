import { CallError } from "../base/errors.ts";
import type { Method } from "../envelope/definition.ts";
import { PromiseReply, type Reply } from "../envelope/reply.ts";
import type { Caller, Target } from "../envelope/target.ts";
import { Activation, type ActivationOwner } from "./activation.ts";
import { isPlainPromise, isThenable } from "./actor.ts";
import type { DeactivationReason } from "./event.ts";
import type { Phase, Resident } from "./host.ts";
import { Inbox, type Taker } from "./inbox.ts";
import { LocalActor } from "./local_actor.ts";
import {
  buryAll,
  failHook,
  failTurn,
  refuse,
  settle,
  tell,
} from "./outcome.ts";
import {
  activationFailed,
  engineStopped,
  inboxFull,
  poisoned,
  stoppedInTurn,
} from "./refusal.ts";
import { DEACTIVATE, TICK } from "./system_method.ts";
import type { ActorTimer } from "./timer.ts";

/** A turn that goes on after its method returned. */
interface Turn {
  readonly method: Method;
  readonly reply: Reply | null;
  readonly caller: Caller | null;
}

/**
 * One actor in one engine: its inbox and, while it is live, its activation.
 *
 * Proxies hold it for as long as they like: it wakes from `dormant` when an
 * envelope arrives and goes back when it is deactivated. A turn follows the
 * last only when that is done, awaits included.
 */
export class Cell extends LocalActor
  implements Resident, ActivationOwner, Taker {
  accepted = 0;
  failed = 0;

  readonly #inbox = new Inbox();
  #phase: Phase = "dormant";
  // The inbox's capacity, or 0 where `accept` must look closer first.
  #bound = 0;
  #isBusy = false;
  #turn: Turn | null = null;
  #activation: Activation | null = null;
  // Settled when the deactivation that the inbox holds is done.
  #pill: PromiseReply<void> | null = null;

  get phase(): Phase {
    return this.#phase;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get isInTurn(): boolean {
    return this.#turn !== null;
  }

  get inboxLength(): number {
    return this.#inbox.length;
  }

  get handled(): number {
    return this.accepted - this.#inbox.length - (this.#turn === null ? 0 : 1);
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): CallError | undefined {
    if (this.#inbox.length >= this.#bound) {
      const home = this.#findHome(method, caller);
      if (home instanceof CallError) return home;
      if (home !== this) return home.accept(method, payload, reply, caller);
    }
    this.#enqueue(method, payload, reply, caller);
    return undefined;
  }

  /**
   * Looks closer at an envelope that cannot simply be queued: returns who
   * takes it, awake by now, or why nobody does.
   */
  #findHome(method: Method, caller: Caller | null): Target | CallError {
    const { host, inboxCapacity } = this.type;
    if (host.refuses(caller)) return engineStopped(this.actor, method);
    if (this.#phase === "dormant") {
      const home = host.adopt(this);
      if (home !== this) return home;
      this.#phase = "activating";
      this.#bound = host.isClosing ? 0 : inboxCapacity;
    }
    if (this.#inbox.length < inboxCapacity) return this;
    return inboxFull(this.actor, method, inboxCapacity);
  }

  #enqueue(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    this.#inbox.push(method, payload, reply, caller);
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
    if (this.#phase === "dormant") return Promise.resolve();
    // A second pill behind the first would find nothing left to do.
    if (this.#pill === null) {
      this.#pill = new PromiseReply();
      // Past the bound: a full inbox must not keep an actor alive.
      this.#enqueue(DEACTIVATE, "poison", null, null);
    }
    return this.#pill.promise;
  }

  deliverTick(timer: ActorTimer): void {
    this.#enqueue(TICK, timer, null, null);
  }

  run(turns: number): number {
    if (this.#phase === "activating" && !this.#activate()) return 1;
    const inbox = this.#inbox;
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
      this.#deactivate(payload as DeactivationReason);
      return false;
    }
    try {
      const result = method.invoke(this.#activation!.instance, payload);
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
    }
    return true;
  }

  /** Keeps the next turn from starting until this one is over. */
  #follow(turn: Turn, result: PromiseLike<unknown>): void {
    const { method, reply, caller } = turn;
    const finish = (end: () => void): void => {
      // The engine may have stopped meanwhile and settled the call.
      if (this.#turn !== turn) return;
      this.#turn = null;
      end();
      this.type.host.resume(this);
    };
    // A `then` of somebody's own may call back twice, at once, or throw.
    const promise = isPlainPromise(result)
      ? result
      : new Promise((resolve) => resolve(result));
    promise.then(
      (value) => finish(() => settle(this, method, reply, caller, value)),
      (error) => finish(() => failTurn(this, method, reply, caller, error)),
    );
    this.#turn = turn;
  }

  /** Returns whether it is active; if not, it queues itself when it is. */
  #activate(): boolean {
    // Sent while the last activation ended: there is nothing to wake for.
    if (this.#inbox.front === DEACTIVATE) return this.#inbox.shift(this);
    const activation = this.#activation = new Activation(this);
    try {
      const starting = activation.start();
      if (starting !== undefined) {
        Promise.resolve(starting).then(
          () => {
            this.#becomeActive();
            this.type.host.resume(this);
          },
          (error) => this.#failActivation(error),
        );
        return false;
      }
    } catch (error) {
      this.#failActivation(error);
      return false;
    }
    this.#becomeActive();
    return true;
  }

  #becomeActive(): void {
    this.#phase = "active";
    const { events } = this.type.host;
    if (events.isHeard) events.emit({ kind: "activated", actor: this.actor });
  }

  #failActivation(error: unknown): void {
    failHook(this, "init", error);
    this.#activation?.release();
    buryAll(
      this,
      this.#inbox,
      "activation-failed",
      (actor, method) => activationFailed(actor, method, error),
    );
    // It was never live, so there is no `deinit` and no event of an end.
    this.#activation = null;
    this.#retire("failure", this.#takePill());
  }

  /** Ends the activation; what waits now stands behind the end. */
  #deactivate(reason: DeactivationReason): void {
    const { host } = this.type;
    const pill = this.#takePill();
    this.#phase = "deactivating";
    host.release(this, reason);
    if (reason === "poison") buryAll(this, this.#inbox, "poisoned", poisoned);
    else buryAll(this, this.#inbox, "engine-stopped", engineStopped);
    this.#activation?.release();
    const retire = (): void => this.#retire(reason, pill);
    try {
      const finishing = this.#activation?.finish(reason);
      if (finishing !== undefined) {
        Promise.resolve(finishing)
          .catch((error) => failHook(this, "deinit", error))
          .then(retire);
        return;
      }
    } catch (error) {
      failHook(this, "deinit", error);
    }
    retire();
  }

  #retire(
    reason: DeactivationReason,
    pill: PromiseReply<void> | null,
  ): void {
    const { host } = this.type;
    const wasLive = this.#activation !== null;
    this.#activation = null;
    if (wasLive && host.events.isHeard) {
      host.events.emit({ kind: "deactivated", actor: this.actor, reason });
    }
    if (this.#inbox.length > 0) {
      // What came while `deinit` ran is for a fresh activation.
      this.#phase = "activating";
      host.resume(this);
    } else {
      this.#phase = "dormant";
      this.#bound = 0;
      this.#isBusy = false;
      host.forget(this);
      host.rest();
      // A pill that came meanwhile and was buried has what it wanted.
      this.#takePill()?.settle(undefined);
    }
    pill?.settle(undefined);
  }

  close(): void {
    this.#bound = 0;
  }

  shutDown(): void {
    if (this.#phase === "dormant") return;
    buryAll(this, this.#inbox, "engine-stopped", engineStopped);
    if (this.#phase === "deactivating") return;
    this.#enqueue(DEACTIVATE, "shutdown", null, null);
    const turn = this.#turn;
    if (turn === null) return;
    this.#turn = null;
    const { method, reply } = turn;
    tell(this, method.name, reply, stoppedInTurn(this.actor, method));
    this.type.host.resume(this);
  }

  #takePill(): PromiseReply<void> | null {
    const pill = this.#pill;
    this.#pill = null;
    return pill;
  }
}
