import type { Runtime } from "../../base/runtime.ts";
import type { CallScope } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { Reply, WaitingTurn } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { OpenTurn } from "../port/activation.ts";
import type { Hook, ProbedTurn } from "../port/probe.ts";
import {
  CurrentTurn,
  type SeenTurn,
  type Turn,
  type TurnLife,
} from "./current_turn.ts";
import type { TurnSleeps } from "./turn_sleeps.ts";

/** The cell whose turn or hook it is. */
export interface TurnCell {
  readonly actor: ActorId;
  readonly type: {
    readonly hasContexts: boolean;
    readonly host: { takeTurnId(): string };
  };
  readonly resources: {
    /** Ends the sleeps of a turn whose caller waits no longer. */
    endSleepsOf(turn: ActorTurn, reason: unknown): void;
  } | null;
}

/** A hook that runs; its context and its waits know it by its identity. */
export class HookTurn implements WaitingTurn, SeenTurn {
  /** The cell whose hook it is. */
  readonly cell: TurnCell;
  /** The hook. */
  readonly by: Hook;
  readonly startedAt: number;
  isOpen = true;
  settled = 0;
  wentOnAt = 0;
  sleeps: TurnSleeps | null = null;
  #id: string | null = null;
  #view: CurrentTurn | null = null;

  constructor(cell: TurnCell, by: Hook, startedAt: number) {
    this.cell = cell;
    this.by = by;
    this.startedAt = startedAt;
  }

  get caller(): null {
    return null;
  }

  get actor(): ActorId {
    return this.cell.actor;
  }

  get id(): string {
    return this.#id ??= this.cell.type.host.takeTurnId();
  }

  /** It runs for no call. */
  get reply(): null {
    return null;
  }

  get depth(): 0 {
    return 0;
  }

  get endsAt(): number {
    return Infinity;
  }

  get isCall(): false {
    return false;
  }

  /** No caller limits a hook. */
  get limit(): null {
    return null;
  }

  get abortReason(): null {
    return null;
  }

  /** Returns what its code sees of it. */
  openView(life: TurnLife): Turn {
    return this.#view ??= new CurrentTurn(this, life);
  }
}

/** What few turns have. */
class TurnOddities {
  sleeps: TurnSleeps | null = null;
  scope: CallScope | null = null;
  probed: ProbedTurn | null = null;
  abortReason: unknown = null;
  hasBegun = true;
  isEnding = false;
  id: string | null = null;
  view: CurrentTurn | null = null;
}

/**
 * A turn that may go on after its method returned, or whose method has asked
 * for it; its context and its waits know it by its identity.
 */
export class ActorTurn implements OpenTurn, WaitingTurn, SeenTurn {
  /** The cell whose turn it is. */
  readonly cell: TurnCell;
  isOpen = true;
  settled = 0;
  wentOnAt = 0;
  /** How many envelopes its inbox had handed out when it began. */
  taken: number;
  /** What it runs; known as it begins, if it has a context of its own. */
  method!: Method;
  caller: Caller | null = null;
  /** Its own once it is awaited, if it shared one before. */
  reply: Reply | null = null;
  startedAt: number | null = null;
  depth = 0;
  // Made when it is first needed: where there are many turns it is not.
  #oddities: TurnOddities | null = null;

  constructor(cell: TurnCell, taken: number) {
    this.cell = cell;
    this.taken = taken;
  }

  get sleeps(): TurnSleeps | null {
    return this.#oddities === null ? null : this.#oddities.sleeps;
  }

  set sleeps(sleeps: TurnSleeps | null) {
    this.#open().sleeps = sleeps;
  }

  /** The scope of its call, kept for it when the call is given up. */
  get scope(): CallScope | null {
    return this.#oddities === null ? null : this.#oddities.scope;
  }

  set scope(scope: CallScope | null) {
    this.#open().scope = scope;
  }

  /** What probes see of it, if there are any. */
  get probed(): ProbedTurn | null {
    return this.#oddities === null ? null : this.#oddities.probed;
  }

  set probed(probed: ProbedTurn | null) {
    this.#open().probed = probed;
  }

  /** What its caller was told when it was given up. */
  get abortReason(): unknown {
    return this.#oddities === null ? null : this.#oddities.abortReason;
  }

  /** Whether its method was called, which waits where its chain is long. */
  get hasBegun(): boolean {
    return this.#oddities === null || this.#oddities.hasBegun;
  }

  set hasBegun(hasBegun: boolean) {
    this.#open().hasBegun = hasBegun;
  }

  /** Whether it ends a generator: it sleeps though it is aborted. */
  get isEnding(): boolean {
    return this.#oddities !== null && this.#oddities.isEnding;
  }

  set isEnding(isEnding: boolean) {
    this.#open().isEnding = isEnding;
  }

  #open(): TurnOddities {
    return this.#oddities ??= new TurnOddities();
  }

  /** The number of its envelope, if it was taken in its order. */
  get sequence(): number {
    return this.taken - 1;
  }

  get actor(): ActorId {
    return this.cell.actor;
  }

  get id(): string {
    return this.#open().id ??= this.cell.type.host.takeTurnId();
  }

  /** The method that waits. */
  get by(): string {
    return this.method.name;
  }

  /** The scope that what it calls ends with, if it has one. */
  get limit(): CallScope | null {
    return this.scope ?? this.reply?.scope ?? null;
  }

  get endsAt(): number {
    return this.scope?.endsAt ?? this.reply?.endsAt ?? Infinity;
  }

  get isCall(): boolean {
    return this.reply !== null;
  }

  /** Learns what it runs. */
  take(method: Method, reply: Reply | null, caller: Caller | null): void {
    this.method = method;
    this.reply = reply;
    this.caller = caller;
  }

  /** Notes when it began. */
  noteStart(runtime: Runtime): void {
    this.startedAt ??= runtime.now();
  }

  /** Returns what its method sees of it. */
  openView(life: TurnLife): Turn {
    return this.#open().view ??= new CurrentTurn(this, life);
  }

  /** Tells the method that its caller waits no longer. */
  abort(reason: unknown): void {
    const oddities = this.#open();
    oddities.abortReason ??= reason;
    oddities.view?.abort(reason);
    this.cell.resources?.endSleepsOf(this, reason);
  }
}
