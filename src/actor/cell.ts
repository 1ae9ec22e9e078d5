import { CallError } from "../base/errors.ts";
import type { Method } from "../envelope/definition.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Call, Caller, Target } from "../envelope/target.ts";
import type { Activation } from "./activation.ts";
import { isThenable, toPlainPromise } from "./actor.ts";
import type { DeactivationReason } from "./event.ts";
import type { Phase } from "./host.ts";
import { type Envelope, Inbox, type Taker } from "./inbox.ts";
import { Lifecycle, type LifecycleOwner } from "./lifecycle.ts";
import { buryAll, drop, failTurn, refuse, settle, tell } from "./outcome.ts";
import { engineStopped, inboxFull, stoppedInTurn } from "./refusal.ts";
import { ActorStation } from "./station.ts";
import { DEACTIVATE, NOTHING, TICK } from "./system_method.ts";
import type { ActorTimer } from "./timer.ts";
import type { Turn, Turns } from "./turn.ts";
import { Watch } from "./watch.ts";

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
export class Cell extends ActorStation implements LifecycleOwner, Taker {
  accepted = 0;
  failed = 0;
  refused = 0;
  dropped = 0;
  readonly inbox = new Inbox();
  readonly #life = new Lifecycle(this);
  // The inbox's capacity, or 0 where `accept` must look closer first.
  #bound = 0;
  #isBusy = false;
  #watch: Watch | null = null;
  // What the last look at it saw, where the class has an idle time.
  #idle: Idleness | null = null;

  get phase(): Phase {
    return this.#life.phase;
  }

  get activation(): Activation | null {
    return this.#life.activation;
  }

  get isBusy(): boolean {
    return this.#isBusy || this.openTurns.length > 0;
  }

  get inboxLength(): number {
    return this.inbox.length;
  }

  get handled(): number {
    const open = this.openTurns.length;
    // Those that run beside the first one still have their place in the inbox.
    const taken = this.#isFull ? open : Math.min(open, 1);
    return this.accepted - this.inbox.length - taken;
  }

  get timers(): Iterable<ActorTimer> {
    return this.activation?.timers ?? [];
  }

  get oldestAt(): number | null {
    return this.#watch?.oldestAt ?? null;
  }

  get #isFull(): boolean {
    return this.type.reentrancy === "full";
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
      this.#showArrival(method, caller);
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
    const { host } = this.type;
    if (host.refuses(caller)) return engineStopped(this.actor, method);
    if (this.#life.phase === "dormant") {
      const home = host.adopt(this);
      if (home !== this) return home;
      this.#life.phase = "activating";
      this.watchArrivals();
    }
    return this;
  }

  watchArrivals(): void {
    const { host, inboxCapacity } = this.type;
    if (host.probes.length === 0) this.#watch = null;
    else this.#watch ??= new Watch(this);
    const mustLook = host.isClosing || this.#watch !== null;
    this.#bound = mustLook ? 0 : inboxCapacity;
  }

  #showArrival(method: Method, caller: Caller | null): void {
    if (this.#watch === null || this.#watch.arrive(method, caller)) return;
    const { host, inboxCapacity } = this.type;
    if (!host.isClosing) this.#bound = inboxCapacity;
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
    this.#showArrival(TICK, null);
    this.#enqueue(TICK, timer, null, null);
  }

  run(turns: number): number {
    const { inbox } = this;
    if (this.#needsCare && !this.#mayTake()) return 1;
    const taker = this.#watch ?? this;
    let taken = 0;
    while (inbox.length > 0) {
      if (taken === turns) {
        this.type.host.resume(this);
        return taken;
      }
      taken++;
      if (!inbox.shift(taker)) return taken;
    }
    this.#isBusy = false;
    this.type.host.rest();
    return taken;
  }

  get #needsCare(): boolean {
    return this.#life.phase !== "active" ||
      (this.turns !== null && this.turns.needCare);
  }

  /** Sees to what comes before the inbox; returns whether that may follow. */
  #mayTake(): boolean {
    switch (this.#life.phase) {
      case "active":
        return this.#reenterAll(this.turns!);
      case "activating":
        // Sent while the last activation ended: nothing to wake for.
        if (this.inbox.front === DEACTIVATE) return this.inbox.shift(this);
        return this.#life.activate();
      case "paused":
        this.makeTurns().isHeld = true;
        return false;
      default:
        return false;
    }
  }

  /** Runs one envelope; returns whether its turn is over. */
  take(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    if (method === DEACTIVATE) {
      return this.#takeEnd(payload as DeactivationReason);
    }
    // Given up meanwhile: what has not begun never does.
    if (reply !== null && reply.isOver) return true;
    this.starting = reply;
    try {
      const result = method.invoke(this.#life.activation!.instance, payload);
      this.starting = null;
      if (result === undefined) {
        if (reply !== null) reply.settle(undefined);
        return true;
      }
      if (isThenable(result)) {
        return this.#follow(method, reply, caller, result);
      }
      settle(this, method, reply, caller, result);
    } catch (error) {
      this.starting = null;
      failTurn(this, method, reply, caller, error);
      return this.#goesOn(error);
    }
    return true;
  }

  #takeEnd(reason: DeactivationReason): boolean {
    if (this.inbox.length > 0) {
      // Something came meanwhile: it is not idle any more, or not at rest
      // where the engine drains.
      if (reason === "idle") return true;
      if (reason === "shutdown" && !this.type.host.refuses(this)) return true;
    }
    return this.#endBy(() => this.#life.deactivate(reason));
  }

  /** Returns whether the activation goes on after a failure. */
  #goesOn(error: unknown): boolean {
    if (this.turns !== null && this.turns.ending !== null) return false;
    const end = this.#life.judge(error);
    return end === null || this.#endBy(end);
  }

  /** Ends the activation, when no turn goes on any more. */
  #endBy(end: () => void): false {
    if (this.openTurns.length === 0) end();
    else {
      this.turns!.ending = end;
      this.turns!.isHeld = true;
    }
    return false;
  }

  /** Keeps the next turn from starting until this one is over. */
  #follow(
    method: Method,
    reply: Reply | null,
    caller: Caller | null,
    result: PromiseLike<unknown>,
  ): boolean {
    const turns = this.makeTurns();
    const watched = this.#watch?.follow() ?? null;
    const turn: Turn = { method, reply, caller, watched };
    turns.begin(turn);
    toPlainPromise(result).then(
      (value) =>
        this.#finish(turn, () => {
          settle(this, method, reply, caller, value);
          return true;
        }),
      (error) =>
        this.#finish(turn, () => {
          failTurn(this, method, reply, caller, error);
          return this.#goesOn(error);
        }),
    );
    if (!this.#isFull) return false;
    this.type.host.hold();
    return true;
  }

  #finish(turn: Turn, end: () => boolean): void {
    const { turns } = this;
    // The engine may have stopped meanwhile and settled the call.
    if (turns === null || !turns.end(turn)) return;
    const { failed } = this;
    const goesOn = end();
    const { watched } = turn;
    if (watched !== null) {
      this.#watch?.end(watched, this.failed > failed ? "failed" : "done");
    }
    if (this.#isFull) this.#rest(turns);
    else if (goesOn && turns.size === 0) this.#goOn(turns);
  }

  /** Queues the actor when the last of its turns is over. */
  #goOn(turns: Turns): void {
    // What is to run beside a turn has it queued already.
    if (turns.reentering.length > 0) return;
    turns.isHeld = false;
    this.type.host.resume(this);
  }

  /** Sees to an interleaved turn's end: others may go on, and others begin. */
  #rest(turns: Turns): void {
    const { host } = this.type;
    if (turns.ending !== null) {
      if (!this.#isBusy) {
        this.#isBusy = true;
        turns.isHeld = true;
        host.hold();
      }
      if (turns.size === 0 && turns.isHeld) {
        turns.isHeld = false;
        host.resume(this);
      }
    }
    host.rest();
  }

  reenter(call: Call): void {
    const turns = this.makeTurns();
    turns.reentering.push(call);
    if (turns.reentering.length === 1) this.type.host.resume(this);
  }

  /** Runs what came back to a turn that waits for it, beside that turn. */
  #reenterAll(turns: Turns): boolean {
    for (const call of turns.reentering.splice(0)) {
      // The turn is over: all that waits is its turn in order.
      if (turns.size > 0) this.#reenter(call);
    }
    if (turns.size > 0 && !this.#isFull) return false;
    if (turns.ending === null) return true;
    if (turns.size > 0) turns.isHeld = true;
    else {
      const end = turns.ending;
      turns.ending = null;
      end();
    }
    return false;
  }

  #reenter(call: Call): void {
    const { accepted, inbox } = this;
    const first = accepted - inbox.length;
    const envelopes: (Envelope & { sequence: number })[] = [];
    inbox.extract(call.caller, call, NOTHING, (envelope, place) => {
      envelopes.push({ ...envelope, sequence: first + place });
    });
    for (const envelope of envelopes) {
      const { method, payload, reply, caller } = envelope;
      if (this.#watch !== null) this.#watch.reenter(envelope);
      else this.take(method, payload, reply, caller);
    }
  }

  pause(): boolean {
    if (this.#life.phase !== "active") return false;
    this.#life.phase = "paused";
    return true;
  }

  unpause(): void {
    if (this.#life.phase !== "paused") return;
    this.#life.phase = "active";
    const { turns } = this;
    if (turns === null || !turns.isHeld || turns.ending !== null) return;
    turns.isHeld = false;
    this.type.host.resume(this);
  }

  restDormant(): void {
    this.#bound = 0;
    this.#isBusy = false;
    this.turns = null;
    this.#watch = null;
    this.type.host.forget(this);
    this.type.host.rest();
  }

  restIfIdle(now: number): void {
    const { accepted } = this;
    this.#idle ??= { accepted: -1, since: now };
    const idle = this.#idle;
    const mayRest = this.#life.phase === "active" && !this.isBusy &&
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
    if (!this.isBusy) this.#enqueue(DEACTIVATE, "shutdown", null, null);
  }

  abandon(): void {
    this.#life.abandon();
  }

  close(): void {
    this.#bound = 0;
    this.unpause();
    this.#life.hurry();
  }

  shutDown(): void {
    const { phase } = this.#life;
    if (phase === "dormant") return;
    buryAll(this, this.inbox, "engine-stopped", engineStopped);
    if (phase === "deactivating") return;
    this.#enqueue(DEACTIVATE, "shutdown", null, null);
    const open = this.turns?.endAll() ?? [];
    for (const turn of open) this.#cut(turn);
    if (open.length > 0) this.#goOnCut(open.length);
  }

  /** Settles a turn that is not waited for any more. */
  #cut({ method, reply, watched }: Turn): void {
    const error = stoppedInTurn(this.actor, method);
    tell(this, method.name, reply, error);
    if (reply !== null) this.type.host.abortTurn(reply.origin, error);
    if (watched !== null) this.#watch?.end(watched, "unknown");
  }

  #goOnCut(cut: number): void {
    const turns = this.turns!;
    const { host } = this.type;
    if (!this.#isFull) {
      this.#goOn(turns);
      return;
    }
    if (turns.isHeld) {
      turns.isHeld = false;
      host.resume(this);
    }
    for (let left = cut; left > 0; left--) host.rest();
  }
}
