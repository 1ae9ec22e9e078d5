import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Call, Caller } from "../../envelope/target.ts";
import type { ActorTurn } from "../turn/turn.ts";
import { isThenable, toPlainPromise } from "../actor.ts";
import type { DeactivationReason } from "../event.ts";
import type { Dispatcher } from "../inbox/inbox.ts";
import { activate, type Lifecycle, type LifecycleOwner } from "./lifecycle.ts";
import { failTurn, settle, tell } from "../failure/outcome.ts";
import { stoppedInTurn } from "../failure/refusal.ts";
import { WaitingActor } from "./waits.ts";
import { DEACTIVATE, NOTHING } from "../inbox/system_method.ts";
import type { Turns } from "../turn/turns.ts";
import type {
  ArrivalTracker,
  PlacedEnvelope,
} from "../turn/arrival_tracker.ts";

// What the scheduler knows of an actor; numbers, for they are written at
// every run, and texts are more than a store.
/** There is nothing to do. */
export const IDLE = 0;
/** It waits for a run. */
export const QUEUED = 1;
const RUNNING = 2;
/** Something must end before it is queued. */
const HELD = 3;

/**
 * Runs the envelopes of an actor's inbox. A turn follows the last only when
 * that is done, awaits included, unless the class's reentrancy lets it.
 */
export abstract class ActorRunner extends WaitingActor implements Dispatcher {
  protected runState: number = IDLE;
  protected tracker: ArrivalTracker | null = null;

  /** How its activations end. */
  abstract readonly life: Lifecycle;
  /** Itself, as the engine knows it. */
  protected abstract readonly activation: LifecycleOwner;

  get isBusy(): boolean {
    return this.runState !== IDLE || this.openTurns.length > 0;
  }

  get handled(): number {
    return this.accepted - this.inboxLength - this.openTurns.length;
  }

  get #isFull(): boolean {
    return this.type.reentrancy === "full";
  }

  /** Queues it for a run, if it is not. */
  queue(): void {
    if (this.runState === QUEUED) return;
    const wasIdle = this.runState === IDLE;
    this.runState = QUEUED;
    const { host } = this.type;
    if (wasIdle) host.enqueue(this.activation);
    else host.requeue(this.activation);
  }

  run(limit: number): number {
    const { turns } = this;
    this.runState = RUNNING;
    if (
      (this.phase !== "active" || (turns !== null && turns.needCare)) &&
      !this.#mayTake()
    ) return this.#hold(1);
    const dispatcher = this.tracker?.dispatcher ?? this;
    let taken = 0;
    while (this.taken !== this.accepted) {
      if (taken === limit) {
        this.queue();
        return taken;
      }
      taken++;
      if (!this.shift(dispatcher)) return this.#hold(taken);
    }
    this.runState = IDLE;
    this.type.host.markIdle();
    return taken;
  }

  /** Ends a run behind which something must end first. */
  #hold(taken: number): number {
    // What ended in the run itself may have queued it, or put it to rest.
    if (this.runState === RUNNING) this.runState = HELD;
    return taken;
  }

  /** Sees to what comes before the inbox; returns whether that may follow. */
  #mayTake(): boolean {
    switch (this.phase) {
      case "active":
        return this.#reenterAll(this.turns!) && !this.#tryEnd();
      case "activating":
        // Sent while the last activation ended: nothing to wake for.
        if (this.front === DEACTIVATE) return this.shift(this);
        return activate(this.activation);
      case "paused":
        this.#tryEnd();
        return false;
      default:
        return false;
    }
  }

  /** Runs one envelope; returns whether the next one may follow. */
  dispatch(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    if (reply === null) {
      // Nobody waits for what the engine queues itself.
      if (method === DEACTIVATE) {
        return this.#takeEnd(payload as DeactivationReason);
      }
      if (method === NOTHING) return this.forgetFiller();
    } else if (reply.isGivenUp) {
      // What has not begun never does.
      return true;
    }
    // Read before it runs: it may send to itself, which may drop the next one.
    const { taken } = this;
    try {
      const result = method.invoke(this.instance!, payload);
      // Elsewhere `undefined` is a result, and may not be of its type.
      if (result === undefined && method.isOneWay) {
        if (reply !== null) reply.settle(undefined);
        return true;
      }
      if (isThenable(result)) {
        return this.#follow(method, reply, caller, result, taken);
      }
      settle(this, method, reply, caller, result);
    } catch (error) {
      const own = singleOut(reply, method, taken - 1);
      failTurn(this, method, own, caller, error);
      return this.#goesOn(error);
    }
    return true;
  }

  #takeEnd(reason: DeactivationReason): boolean {
    if (this.inboxLength > 0) {
      // Something came meanwhile: it is not idle any more, or not at rest
      // where the engine drains.
      if (reason === "idle") return true;
      if (reason === "shutdown" && !this.type.host.refuses(this.activation)) {
        return true;
      }
    }
    this.#endBy(() => this.life.deactivate(reason));
    return false;
  }

  /** Returns whether the activation goes on after a failure. */
  #goesOn(error: unknown): boolean {
    if (this.#tryEnd()) return false;
    const end = this.life.judge(error);
    if (end !== null) this.#endBy(end);
    return end === null;
  }

  /** Ends the activation, now or when no turn goes on any more. */
  #endBy(end: () => void): void {
    this.makeTurns().ending = end;
    this.#tryEnd();
  }

  /** Returns whether the activation ends; it does once no turn goes on. */
  #tryEnd(): boolean {
    const { turns } = this;
    if (turns === null || turns.ending === null) return false;
    // Nothing more is taken: an actor at rest must not be woken for it.
    if (this.runState === IDLE) {
      this.runState = HELD;
      this.type.host.markBusy();
    }
    // One that is queued comes here by its run.
    if (turns.size > 0 || this.runState === QUEUED) return true;
    const end = turns.ending;
    turns.ending = null;
    end();
    return true;
  }

  /**
   * Follows a turn that goes on after its method returned; returns whether the
   * next one may begin beside it.
   */
  #follow(
    method: Method,
    reply: Reply | null,
    caller: Caller | null,
    result: PromiseLike<unknown>,
    taken: number,
  ): boolean {
    const turns = this.makeTurns();
    const turn = turns.begin(taken);
    turn.method = method;
    turn.reply = reply;
    turn.caller = caller;
    if (this.tracker !== null) turn.probed = this.tracker.follow();
    toPlainPromise(result).then(
      (value) => this.#finish(turn, value),
      (error) => this.#fail(turn, error),
    );
    if (!this.#isFull) return false;
    this.type.host.markBusy();
    return true;
  }

  #finish(turn: ActorTurn, value: unknown): void {
    // The engine may have stopped meanwhile and settled the call.
    if (!this.#endTurn(turn)) return;
    const { failed } = this;
    settle(this, turn.method, turn.reply, turn.caller, value);
    this.#continueAfter(turn, failed, true);
  }

  #fail(turn: ActorTurn, error: unknown): void {
    if (!this.#endTurn(turn)) return;
    const { method, caller, sequence } = turn;
    const { failed } = this;
    const own = singleOut(turn.reply, method, sequence);
    failTurn(this, method, own, caller, error);
    this.#continueAfter(turn, failed, this.#goesOn(error));
  }

  #endTurn(turn: ActorTurn): boolean {
    return this.turns !== null && this.turns.end(turn);
  }

  /** Goes on behind a turn that ended, with what failed before its end. */
  #continueAfter({ probed }: ActorTurn, failed: number, goesOn: boolean): void {
    if (probed !== null) {
      this.tracker?.end(probed, this.failed > failed ? "failed" : "done");
    }
    const mayGoOn = goesOn && !this.#tryEnd();
    if (this.#isFull) this.type.host.markIdle();
    else if (mayGoOn && this.openTurns.length === 0) this.#takeNext();
  }

  /** Runs again at once: a promise calls back when nobody's code runs. */
  #takeNext(): void {
    if (this.runState !== HELD) return this.queue();
    this.runState = QUEUED;
    this.type.host.runNow(this.activation);
  }

  /** Runs what came back to a turn that waits for it, beside that turn. */
  #reenterAll(turns: Turns): boolean {
    for (const call of turns.reentering.splice(0)) {
      // The turn is over, or the call: all that waits is its turn in order.
      if (turns.size > 0 && !call.isGivenUp) this.#reenter(call, turns);
    }
    this.skipFillers(NOTHING);
    return turns.size === 0 || this.#isFull;
  }

  #reenter(call: Call, turns: Turns): void {
    const envelopes: PlacedEnvelope[] = [];
    const first = this.taken;
    this.extract(call.caller, call, NOTHING, (envelope, place) => {
      const sequence = first + place;
      const reply = singleOut(envelope.reply, envelope.method, sequence);
      envelopes.push({ ...envelope, reply, sequence });
    });
    for (const envelope of envelopes) {
      // None of them moves the inbox on: what the last one saw is not this one.
      turns.forgetStarting();
      const { method, payload, reply, caller } = envelope;
      if (this.tracker !== null) this.tracker.dispatchPlaced(envelope);
      else this.dispatch(method, payload, reply, caller);
    }
  }

  claim(sequence: number, call: Call): boolean {
    return sequence < this.taken
      ? this.turns !== null && this.turns.claim(sequence, call)
      : this.claimWaiting(sequence, call);
  }

  afterTurn(sequence: number, callback: () => void): void {
    const { host } = this.type;
    const mayRun = host.isRunning && sequence < this.taken;
    if (mayRun) host.runtime.defer(callback);
    else callback();
  }

  mayReenter(call: Call): boolean {
    return this.type.reentrancy === "chain" && this.phase === "active" &&
      this.turns?.ending === null &&
      !this.isBehind(DEACTIVATE, call);
  }

  reenter(call: Call): void {
    this.makeTurns().reentering.push(call);
    this.queue();
  }

  pause(): boolean {
    // An engine that stops lets everybody end.
    if (this.phase !== "active" || this.type.host.isClosing) return false;
    this.phase = "paused";
    return true;
  }

  unpause(): void {
    if (this.phase !== "paused") return;
    this.phase = "active";
    const isHeldUp = this.openTurns.length > 0 && !this.#isFull;
    if (this.runState === HELD && !isHeldUp) this.queue();
  }

  /** Ends the turns that go on, though their methods do. */
  protected cutTurns(): void {
    const cut = this.turns?.endAll() ?? [];
    for (const turn of cut) this.#cut(turn);
    if (cut.length === 0) return;
    this.queue();
    if (!this.#isFull) return;
    for (const _turn of cut) this.type.host.markIdle();
  }

  /** Settles a turn that is not waited for any more. */
  #cut(turn: ActorTurn): void {
    const { method, reply, sequence, probed } = turn;
    const error = stoppedInTurn(this.actor, method);
    turn.abort(error);
    const own = singleOut(reply, method, sequence);
    tell(this, method.name, own, error);
    if (probed !== null) this.tracker?.end(probed, "unknown");
  }
}
