import type { CallError } from "../base/errors.ts";
import type { ScopeEnd } from "../envelope/call_scope.ts";
import type { Method } from "../envelope/definition.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Call, Caller, Station, Wait } from "../envelope/target.ts";
import type { Activation } from "./activation.ts";
import { explainCycle, findCycle, reenter } from "./deadlock.ts";
import type { DeadLetterReason } from "./event.ts";
import type { OpenTurn, Phase } from "./host.ts";
import { LocalActor } from "./local_actor.ts";
import { abandon, bury } from "./outcome.ts";
import { givenUp } from "./refusal.ts";
import { type Turn, Turns } from "./turn.ts";
import { TurnView } from "./turn_view.ts";

const NONE: readonly never[] = [];

/** Which turn or hook waits, and what for. */
interface Waiter {
  readonly turn: object;
  readonly by: string;
  /** The call that it runs for. */
  readonly reply: Reply | null;
}

/** An actor that waits, and is waited for. */
export abstract class ActorStation extends LocalActor implements Station {
  abstract failed: number;
  /** Made at the first turn that goes on, or that is awaited. */
  turns: Turns | null = null;
  /** What the method that has not returned sees of its turn. */
  protected starting: TurnView | null = null;

  /** How many envelopes its inbox has handed out. */
  abstract get taken(): number;
  abstract get phase(): Phase;
  abstract get activation(): Activation | null;
  abstract refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void;

  /** The actor's registered self: proxies may hold one that never woke. */
  get station(): this {
    if (this.phase !== "dormant") return this;
    const home: unknown = this.type.activations.get(this.id);
    return (home ?? this) as this;
  }

  get openTurns(): readonly OpenTurn[] {
    return this.turns?.open ?? NONE;
  }

  get waits(): readonly Wait[] {
    if (this.turns === null || this.turns.waits.length === 0) return NONE;
    const { activation, turns } = this;
    const waiting: readonly object[] = [...turns.open, activation ?? turns];
    return turns.waits.filter(({ turn }) => waiting.includes(turn));
  }

  get awaited(): number {
    return this.turns?.awaited ?? 0;
  }

  set awaited(count: number) {
    this.makeTurns().awaited = count;
  }

  get mayReenter(): boolean {
    return this.type.reentrancy === "chain";
  }

  /** The turn that is under way, as its method sees it. */
  get currentTurn(): TurnView {
    // While turns run, the one that asks is the one that began just now.
    if (this.type.host.isRunning) return this.#findStarting();
    const turn = this.turns?.last;
    if (turn === undefined) return new TurnView(this.taken);
    if (turn.view === null) {
      turn.view = new TurnView(this.taken);
      if (turn.reply?.isOver) turn.view.abort(turn.abandoned);
    }
    return turn.view;
  }

  isRunning(call: Call): boolean {
    return this.turns?.find(call) !== undefined;
  }

  findWaits(call: Call): readonly Wait[] {
    if (this.turns === null || this.turns.waits.length === 0) return NONE;
    const holder = this.#findHolder(call);
    if (holder === null) return NONE;
    return this.turns.waits.filter(({ turn }) => turn === holder);
  }

  noteAwaited(call: Call): void {
    const { host } = this.type;
    // While its method has not returned, a turn may still end without waiting:
    // look when it waits.
    if (host.isRunning) host.runtime.defer(() => this.station.#await(call));
    else this.station.#await(call);
  }

  abstract reenter(call: Call): void;

  giveUp(call: Call, end: ScopeEnd): void {
    const { station } = this;
    const outcome = station.isRunning(call) ? "unknown" : "not-run";
    const error = givenUp(this.actor, call.method, end, outcome);
    station.#abandon(call, end.kind, error);
  }

  #await(call: Call): void {
    if (call.isOver) return;
    const waiter = this.#findWaiter();
    this.#bound(call, waiter);
    if (waiter === null || call.isOver) return;
    call.stand(this.makeTurns().waits, waiter.turn, waiter.by);
    // Nobody waits for whom nobody awaits: no cycle, and no search.
    if (this.awaited === 0) return;
    const cycle = findCycle({ call, by: waiter.by });
    if (cycle === null || reenter(cycle)) return;
    const error = explainCycle(cycle);
    call.target.station.breakCycle(call, error);
  }

  breakCycle(call: Call, error: CallError): void {
    this.#abandon(call, "deadlock", error);
  }

  /** Gives a call no more time than the turn has left that awaits it. */
  #bound(call: Call, waiter: Waiter | null): void {
    const around = waiter?.reply?.scope ?? null;
    if (call.scope !== null) {
      if (around !== null) call.scope.enter(around);
      return;
    }
    const scope = around ?? this.type.host.findScope();
    if (scope !== null) call.join(scope);
  }

  #abandon(call: Call, reason: DeadLetterReason, error: CallError): void {
    const { method, caller } = call;
    if (error.outcome === "not-run") {
      bury(this, method, call, caller, reason, error);
      return;
    }
    const turn = this.turns?.find(call);
    if (turn !== undefined) turn.abandoned = error;
    turn?.view?.abort(error);
    abandon(this, method, call, caller, error);
  }

  #findStarting(): TurnView {
    if (this.starting?.sequence !== this.taken) {
      this.starting = new TurnView(this.taken);
    }
    return this.starting;
  }

  /** Tells who waits when an await begins, unless that cannot be known. */
  #findWaiter(): Waiter | null {
    const { phase, activation } = this;
    if (phase === "activating" || phase === "deactivating") {
      const by = phase === "activating" ? "init" : "deinit";
      return activation && { turn: activation, by, reply: null };
    }
    const last = this.turns?.last;
    if (last === undefined) return null;
    const isOneOfMany = this.type.reentrancy === "full" && this.turns!.size > 1;
    // Any of them may go on at an await: a guess would be a false alarm.
    if (isOneOfMany) return null;
    const turn = this.turns!.open[0]!;
    return { turn, by: last.method.name, reply: last.reply };
  }

  /** Returns whose waits keep a call from being settled. */
  #findHolder(call: Call): object | null {
    if (this.phase !== "active" && this.phase !== "paused") {
      return this.activation;
    }
    const turn: Turn | undefined = this.type.reentrancy === "full"
      ? this.turns!.find(call)
      : this.turns!.open[0];
    return turn ?? null;
  }

  /** Returns its turns, made if need be. */
  protected makeTurns(): Turns {
    return this.turns ??= new Turns();
  }
}
