import type { CallError } from "../../base/errors.ts";
import type { CallScope, ScopeEnd } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type {
  Call,
  Caller,
  WaitEdge,
  WaitNode,
} from "../../envelope/target.ts";
import type { Actor } from "../actor.ts";
import { ActorTurn, type Turn } from "../turn/turn.ts";
import type { ActivationResources } from "./resources.ts";
import {
  type Cycle,
  explainCycle,
  findCycle,
  reenter,
} from "../turn/deadlock.ts";
import type { DeadLetterReason } from "../event.ts";
import type { OpenTurn, Phase } from "../port/activation.ts";
import { LocalActor } from "./local_actor.ts";
import { abandon, bury } from "../failure/outcome.ts";
import { givenUp } from "../failure/refusal.ts";
import { FailureCounts } from "../failure/failure_counts.ts";
import { Turns } from "../turn/turns.ts";

const NONE: readonly never[] = [];

/** Which turn or hook waits. */
interface Waiter {
  /** The turn, or what stands for the life whose hook runs. */
  readonly turn: object;
  readonly by: string;
  /** The scope of the call that it runs for, if it has one. */
  readonly scope: CallScope | null;
}

/** An actor that waits, and is waited for. */
export abstract class WaitingActor extends LocalActor implements WaitNode {
  /** Made when a turn first goes on, or a call to it is first awaited. */
  turns: Turns | null = null;
  phase: Phase = "dormant";
  /** What its actor has for this life, if its class takes a `Context`. */
  resources: ActivationResources | null = null;
  /** The actor, while there is one. */
  instance: Actor | null = null;
  #failureCounts: FailureCounts | null = null;

  abstract refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void;

  override get registered(): this {
    if (this.phase !== "dormant") return this;
    const registered: unknown = this.type.activations.get(this.id);
    return (registered ?? this) as this;
  }

  /** What went wrong; made when it is first asked for. */
  get failureCounts(): FailureCounts {
    return this.#failureCounts ??= new FailureCounts();
  }

  get failed(): number {
    return this.#failureCounts?.failed ?? 0;
  }

  get refused(): number {
    return this.#failureCounts?.refused ?? 0;
  }

  get dropped(): number {
    return this.#failureCounts?.dropped ?? 0;
  }

  get openTurns(): readonly OpenTurn[] {
    return this.turns?.open ?? NONE;
  }

  get waits(): readonly WaitEdge[] {
    if (this.turns === null || this.turns.waits.length === 0) return NONE;
    const { turns } = this;
    const waiting: readonly (object | null)[] = [...turns.open, this.#life];
    return turns.waits.filter(({ turn }) => waiting.includes(turn));
  }

  get isAwaited(): boolean {
    return this.turns !== null && this.turns.awaited > 0;
  }

  noteWaiting(change: 1 | -1): void {
    this.makeTurns().awaited += change;
  }

  /** The turn that is under way, as its method sees it. */
  get currentTurn(): Turn {
    // While turns run, the one that asks is the one that began just now.
    const turn = this.type.host.isRunning
      ? this.makeTurns().findStarting(this.taken)
      : this.turns?.last ?? new ActorTurn(this.taken);
    return turn.view;
  }

  isRunning(call: Call): boolean {
    return this.turns !== null &&
      (this.turns.find(call) !== undefined ||
        this.turns.reentering.includes(call));
  }

  findWaits(call: Call): readonly WaitEdge[] {
    const { turns } = this;
    if (turns === null || turns.waits.length === 0) return NONE;
    const holders = this.#findHolders(call, turns);
    if (holders.length === 0) return NONE;
    return turns.waits.filter(({ turn }) => holders.includes(turn));
  }

  noteAwaited(call: Call): void {
    const { registered } = this;
    if (!this.type.host.isRunning || registered.#isInHook) {
      registered.#await(call, registered.#findWaiter());
      return;
    }
    // Its method has not returned: whether it waits for anything, and as which
    // turn, is known when it has.
    const starting = registered.makeTurns().findStarting(registered.taken);
    this.type.host.runtime.defer(() => {
      const turn = registered.turns?.open.find((open) => open === starting);
      registered.#await(call, turn === undefined ? null : toWaiter(turn));
    });
  }

  abstract mayReenter(call: Call): boolean;
  abstract reenter(call: Call): void;

  giveUp(call: Call, end: ScopeEnd): void {
    const { registered } = this;
    const isRunning = registered.turns?.find(call) !== undefined;
    const outcome = isRunning ? "unknown" : "not-run";
    const error = givenUp(this.actor, call.method, end, outcome);
    registered.settleUnanswered(call, end.kind, error);
  }

  settleUnanswered(
    call: Call,
    reason: DeadLetterReason,
    error: CallError,
  ): void {
    const { method, caller } = call;
    const turn = this.turns?.find(call);
    if (turn === undefined) {
      this.failureCounts.dead++;
      bury(this, method, call, caller, reason, error);
      return;
    }
    // What the turn calls from now on ends with what it was called with.
    turn.scope = call.scope;
    turn.abort(error);
    abandon(this, method, call, caller, error);
  }

  /** Returns its turns, made if need be. */
  protected makeTurns(): Turns {
    return this.turns ??= new Turns();
  }

  #await(call: Call, waiter: Waiter | null): void {
    if (call.isOver) return;
    this.#limit(call, waiter);
    if (waiter === null || call.isOver) return;
    call.addTo(this.makeTurns().waits, waiter.turn, waiter.by);
    if (this.#findCycle(call, waiter) === null) return;
    // A turn that is about to end waits for nothing: look again when everybody
    // who can go on has gone on.
    const { runtime } = this.type.host;
    runtime.setTimer(0, () => this.#breakCycles(call, waiter));
  }

  #findCycle(call: Call, waiter: Waiter): Cycle | null {
    // Nobody waits for whom nobody awaits: no cycle, and no search.
    if (call.isOver || !this.isAwaited) return null;
    return findCycle({ call, by: waiter.by });
  }

  #breakCycles(call: Call, waiter: Waiter): void {
    while (true) {
      const cycle = this.#findCycle(call, waiter);
      if (cycle === null) return;
      if (reenter(cycle)) continue;
      const error = explainCycle(cycle);
      call.target.registered.settleUnanswered(call, "deadlock", error);
    }
  }

  /** Gives a call no more time than the turn has left that awaits it. */
  #limit(call: Call, waiter: Waiter | null): void {
    const around = waiter?.scope ?? null;
    if (call.scope !== null) {
      if (around !== null) call.scope.enter(around);
      return;
    }
    const scope = around ?? this.type.host.findScope();
    if (scope !== null) call.join(scope);
  }

  /** What stands for its hooks among those that wait: of this life only. */
  get #life(): object | null {
    return this.resources ?? this.instance;
  }

  get #isInHook(): boolean {
    return this.phase === "activating" || this.phase === "deactivating";
  }

  /** Tells who waits when an await begins, unless that cannot be known. */
  #findWaiter(): Waiter | null {
    if (this.#isInHook) {
      const by = this.phase === "activating" ? "init" : "deinit";
      const turn = this.#life;
      return turn && { turn, by, scope: null };
    }
    const { turns } = this;
    if (turns === null || turns.last === undefined) return null;
    // Any of them may go on at an await: a guess would be a false alarm.
    const isOneOfMany = this.type.reentrancy === "full" && turns.size > 1;
    return isOneOfMany ? null : toWaiter(turns.last);
  }

  /** Lists the turns and hooks that must end before a call is settled. */
  #findHolders(call: Call, turns: Turns): readonly object[] {
    if (this.phase !== "active" && this.phase !== "paused") {
      const life = this.#life;
      return life === null ? NONE : [life];
    }
    const own = turns.find(call);
    if (own !== undefined) return [own];
    // It runs soon, beside the others.
    if (turns.reentering.includes(call)) return NONE;
    const isHeldUp = this.type.reentrancy !== "full" || turns.ending !== null;
    return isHeldUp ? turns.open : NONE;
  }
}

function toWaiter(turn: ActorTurn): Waiter {
  const scope = turn.scope ?? turn.reply?.scope ?? null;
  return { turn, by: turn.method.name, scope };
}
