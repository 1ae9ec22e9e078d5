import type { CallError } from "../../base/errors.ts";
import { KnownReferences } from "../../codec/reference/known_references.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceType,
} from "../../codec/reference/reference.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { ScopeEnd } from "../../envelope/call_scope.ts";
import type { ActorDefinition, Method } from "../../envelope/definition.ts";
import type { Reply, WaitingTurn } from "../../envelope/reply.ts";
import type { Consumed } from "../../envelope/streaming.ts";
import type {
  Call,
  Caller,
  CallHost,
  LocalTarget,
  Refusal,
  Target,
} from "../../envelope/target.ts";
import { bindProxy } from "../../proxy/actor_proxy.ts";
import type { Actor } from "../actor.ts";
import type { ActorType } from "../actor_type.ts";
import type { Durability } from "../durable/durability.ts";
import type { DeactivationReason, DeadLetterReason } from "../event.ts";
import { FailureCounts, NO_FAILURES } from "../port/failure_counts.ts";
import { refuse } from "../failure/outcome.ts";
import type { Explain } from "../failure/refusal.ts";
import { type Dispatcher, Inbox } from "../inbox/inbox.ts";
import type { Activation, OpenTurn, Phase } from "../port/activation.ts";
import type { ArrivalTracker } from "../turn/arrival_tracker.ts";
import { type Asker, findOpenAsker } from "../turn/turn_context.ts";
import { NO_TURNS, Turns } from "../turn/turns.ts";
import * as admission from "./admission.ts";
import * as cut from "./cut.ts";
import { handOver, takeMoved } from "./handover.ts";
import { Lifecycle, type LifecycleOwner } from "./lifecycle.ts";
import type { ActivationResources } from "./resources.ts";
import { mayReenter, reenterSoon } from "./reentry.ts";
import * as runState from "./run_state.ts";
import * as streaming from "./streaming_life.ts";
import * as turnLoop from "./turn_loop.ts";
import * as waits from "./waits.ts";

/**
 * One actor in one engine: its inbox and, while it is live, its instance.
 *
 * Proxies hold it for as long as they like: it is activated from `dormant` when
 * an envelope arrives, and is dormant again when it is deactivated.
 */
export class ActorCell extends Inbox
  implements Activation, LifecycleOwner, LocalTarget, Dispatcher {
  readonly type: ActorType;
  readonly id: string;
  /** Made when a turn first goes on, or a call to it is first awaited. */
  turns: Turns | null = null;
  phase: Phase = "dormant";
  resources: ActivationResources | null = null;
  instance: Actor | null = null;
  /** Made when its actor first asks for another, or is given one. */
  known: KnownReferences | null = null;
  runState: number = runState.IDLE;
  tracker: ArrivalTracker | null = null;
  // Made at the first end, or failure: most actors have neither.
  #failureCounts: FailureCounts | null = null;
  #life: Lifecycle | null = null;
  admitFrom = 0;

  constructor(type: ActorType, id: string) {
    super();
    this.type = type;
    this.id = id;
  }

  get actor(): ActorId {
    return { type: this.type.name, id: this.id };
  }

  get host(): CallHost {
    return this.type.host;
  }

  get definition(): ActorDefinition {
    return this.type.definition;
  }

  get local(): this {
    return this;
  }

  /** What makes it durable: a cell of a class of its own has that. */
  get durability(): Durability | null {
    return null;
  }

  get sharesReplies(): boolean {
    return this.type.sharesReplies;
  }

  /** The cell registered for the actor: proxies may hold a dormant other. */
  get registered(): this {
    if (this.phase !== "dormant" || this.type.host.isFresh(this)) return this;
    return (this.type.activations.get(this.id) ?? this) as this;
  }

  bind(reference: Reference): Reference {
    return bindProxy(reference, this.registered, this.host);
  }

  get references(): KnownReferences {
    this.type.noteProxy();
    return this.known ??= new KnownReferences();
  }

  resolve(name: ReferenceName, type?: ReferenceType): Reference {
    return this.type.host.resolve(name, this, type);
  }

  get life(): Lifecycle {
    return this.#life ??= new Lifecycle(this);
  }

  get failureCounts(): FailureCounts {
    return this.#failureCounts ??= new FailureCounts();
  }

  get counts(): Readonly<FailureCounts> {
    return this.#failureCounts ?? NO_FAILURES;
  }

  get handled(): number {
    return this.accepted - this.inboxLength - (this.turns?.size ?? 0);
  }

  get isBusy(): boolean {
    return runState.isBusy(this);
  }

  get hasLine(): boolean {
    return this.turns !== null && this.turns.line !== null;
  }

  get openTurns(): readonly OpenTurn[] {
    return this.turns?.open ?? NO_TURNS;
  }

  get streaming(): Activation["streaming"] {
    return this.turns?.streaming?.open ?? NO_TURNS;
  }

  get isStreaming(): boolean {
    return (this.turns?.streaming?.open.size ?? 0) > 0;
  }

  get oldestAt(): number | null {
    return this.tracker?.oldestAt ?? null;
  }

  get asker(): Asker | null {
    return findOpenAsker(this);
  }

  get currentTurn(): Asker | null {
    return waits.findCurrentTurn(this);
  }

  makeTurns(): Turns {
    return this.turns ??= new Turns(this);
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): Refusal | Target | undefined {
    if (this.places >= this.admitFrom) {
      return admission.admit(this, method, payload, reply, caller);
    }
    this.enqueue(method, payload, reply, caller);
    return undefined;
  }

  enqueue(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    this.push(method, payload, reply, caller);
    if (this.runState !== runState.IDLE) return;
    this.runState = runState.QUEUED;
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

  deliverOwn(method: Method, payload: unknown): void {
    admission.showOwn(this, method, payload);
    this.enqueue(method, payload, null, null);
  }

  trackArrivals(): void {
    admission.trackArrivals(this);
  }

  queue(): void {
    runState.queue(this);
  }

  admitWaiting(): void {
    admission.admitWaiting(this);
  }

  run(limit: number): number {
    return turnLoop.runTurns(this, limit);
  }

  dispatch(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    return turnLoop.runTurn(this, method, payload, reply, caller, false);
  }

  claim(sequence: number, call: Call): boolean {
    return waits.claim(this, sequence, call);
  }

  afterTurn(sequence: number, callback: () => void): void {
    turnLoop.afterTurn(this, sequence, callback);
  }

  get waits(): Activation["waits"] {
    return waits.listWaits(this);
  }

  findWaits(call: Call): Activation["waits"] {
    return waits.findWaits(this, call);
  }

  noteWaiting(change: 1 | -1): void {
    this.makeTurns().awaited += change;
  }

  noteAwaited(call: Call): void {
    waits.noteAwaited(this.registered, call);
  }

  noteConsumed(consumed: Consumed, isOpen: boolean): void {
    streaming.noteConsumed(this.registered, consumed, isOpen);
  }

  noteTaken(hasReleased: boolean): void {
    waits.noteTaken(this.registered, hasReleased);
  }

  endStreaming(reason: DeactivationReason): Promise<void> | undefined {
    return streaming.endAll(this, reason);
  }

  isRunning(call: Call): boolean {
    return this.turns !== null && this.turns.isRunning(call);
  }

  hasBegun(call: Call): boolean {
    return this.turns?.findBegun(call) !== undefined;
  }

  isHeldUp(call: Call, by: WaitingTurn): boolean {
    return waits.isHeldUp(this, call, by);
  }

  mayReenter(call: Call): boolean {
    return mayReenter(this, call);
  }

  reenter(call: Call): void {
    reenterSoon(this, call);
  }

  giveUp(call: Call, end: ScopeEnd): void {
    waits.giveUp(this.registered, call, end);
  }

  settleUnanswered(
    call: Call,
    reason: DeadLetterReason,
    error: CallError,
  ): void {
    admission.settleUnanswered(this, call, reason, error);
  }

  poison(): Promise<void> {
    return this.life.poison()?.done ?? Promise.resolve();
  }

  pause(): boolean {
    return turnLoop.pause(this);
  }

  unpause(): void {
    turnLoop.unpause(this);
  }

  restIfIdle(now: number): void {
    turnLoop.restIfIdle(this, now);
  }

  buryAll(reason: DeadLetterReason, explain: Explain): void {
    admission.buryAll(this, reason, explain);
  }

  takeMoved(): () => void {
    return takeMoved(this);
  }

  restDormant(_hasMoved: boolean): void {
    admission.restDormant(this);
  }

  endIfIdle(): void {
    streaming.endIfIdle(this);
  }

  close(): void {
    cut.close(this);
  }

  shutDown(): void {
    cut.shutDown(this);
  }

  handOver(): Promise<void> {
    return handOver(this);
  }

  cutOff(): void {
    cut.cutOff(this);
  }
}
