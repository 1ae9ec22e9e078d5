import type { ScopeEnd } from "../../../envelope/call_scope.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { Once } from "../../../envelope/once.ts";
import type { Call, Caller } from "../../../envelope/target.ts";
import { Durability, type DurabilityOwner } from "../../durable/durability.ts";
import { nameRows } from "../../durable/once/effect.ts";
import { type LookUpOwner, LookUps } from "../../durable/once/look_ups.ts";
import {
  actorLost,
  commitLost,
  engineStoppedBeforeCommit,
} from "../../durable/turn/refusal.ts";
import { abandon } from "../../failure/outcome.ts";
import { givenUp } from "../../failure/refusal.ts";
import type { Dispatcher } from "../../inbox/inbox.ts";
import { ActorCell } from "../actor_cell.ts";
import { runOnce } from "./once.ts";
import { runDurableTurn } from "./turn.ts";
import { fireDue, noteDormant, restIfDone, wake } from "./wake.ts";
import { endUnlessEnding } from "../ending.ts";
import { areTurnsFull, HELD, isQueued, queue } from "../run_state.ts";

/**
 * An actor whose class has states: each turn of it is a transaction. It is a
 * class of its own so that others' turns need not ask.
 */
export class DurableCell extends ActorCell
  implements DurabilityOwner, LookUpOwner {
  acceptedOwn: number | null = null;
  #durability: Durability | null = null;
  #lookUps: LookUps | null = null;

  override get durability(): Durability {
    return this.#durability ??= new Durability(this, this.type.host.committer);
  }

  override run(limit: number): number {
    if (this.#awaitsRoom()) return 0;
    this.durability.period++;
    return super.run(limit);
  }

  override enqueue(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    super.enqueue(method, payload, reply, caller);
    const once = reply === null ? null : reply.once;
    // What it needs is read while it waits, with what others need.
    if (once !== null && this.phase === "active") this.#lookUp(method, once);
  }

  /** Hands the oldest envelope over once it is known whether it has run. */
  override shift(dispatcher: Dispatcher): boolean {
    const { front, frontReply: reply } = this;
    const once = reply === null || reply.isGivenUp ? null : reply.once;
    if (once === null) return super.shift(dispatcher);
    const isRun = dispatcher === this ||
      dispatcher === this.tracker?.dispatcher;
    if (isRun && !this.#lookUpFirst(front!, once)) return false;
    return super.shift(dispatcher);
  }

  override dispatch(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    const once = reply === null || reply.isGivenUp ? null : reply.once;
    const mayFollow = once === null
      ? runDurableTurn(this, method, payload, reply, caller)
      : runOnce(this, this.#openLookUps(), {
        method,
        payload,
        reply: reply!,
        caller,
        once,
      });
    if (!mayFollow || !this.type.host.committer.isFull) return mayFollow;
    this.#awaitRoom();
    return false;
  }

  override noteAwaited(call: Call): void {
    this.durability.calls.noteAwaited(call);
    super.noteAwaited(call);
  }

  override hasBegun(call: Call): boolean {
    return super.hasBegun(call) || this.durability.gate.holds(call);
  }

  override giveUp(call: Call, end: ScopeEnd): void {
    if (!this.durability.gate.holds(call)) return super.giveUp(call, end);
    // It ran, and what it has changed is about to be stored.
    const { method, caller } = call;
    const error = givenUp(this, method, end, "unknown", null, null);
    abandon(this, method, call, caller, error);
  }

  override shutDown(): void {
    super.shutDown();
    if (this.#durability === null) return;
    // They ran, and what they have changed may still be stored.
    for (const reply of this.#durability.gate.answers) {
      if (!reply.isOver) reply.fail(engineStoppedBeforeCommit(this.actor));
    }
  }

  override cutOff(): void {
    this.#durability?.commits.abandon(actorLost(this.actor));
    super.cutOff();
  }

  /** Wakes it, for its record asks for that; the waker hears of it. */
  wake(): void {
    wake(this);
  }

  noteStarted(): void {
    fireDue(this);
  }

  noteQuiet(): void {
    if (this.acceptedOwn !== null) restIfDone(this);
  }

  override reenter(call: Call): void {
    const { method, once } = call;
    if (once === null || this.#lookUp(method, once)) super.reenter(call);
    else this.#openLookUps().whenRead(() => this.reenter(call));
  }

  override restIfIdle(now: number): void {
    if (!this.durability.image.sends.isUnderWay) super.restIfIdle(now);
  }

  override endIfIdle(): void {
    if (!this.durability.image.sends.isUnderWay) super.endIfIdle();
  }

  override restDormant(hasMoved: boolean): void {
    const durability = this.#durability;
    // Where its actor is now, that is known.
    const wakeAt = hasMoved ? null : durability?.image.wakeAt ?? null;
    durability?.image.sends.end();
    this.#durability = this.#lookUps = null;
    this.acceptedOwn = null;
    super.restDormant(hasMoved);
    // It may be woken again at once.
    if (hasMoved) this.type.host.waker?.note(this.actor, null);
    else if (durability !== null) noteDormant(this, durability, wakeAt);
  }

  noteLost(): void {
    if (this.phase !== "active" && this.phase !== "paused") return;
    const rebuild = this.life.restarts.rebuild(commitLost(this.actor));
    endUnlessEnding(this, { begin: rebuild });
  }

  noteArrived(): void {
    const { host } = this.type;
    if (!host.isClosing) return;
    // An engine that stops has waited for it, and looks again.
    host.markBusy();
    host.markIdle();
  }

  noteLookedUp(): void {
    if (this.runState === HELD && !areTurnsFull(this)) queue(this);
  }

  #openLookUps(): LookUps {
    const { known } = this.durability.image;
    if (this.#lookUps?.isOf(known)) return this.#lookUps;
    return this.#lookUps = new LookUps(this, known);
  }

  /** Returns whether it is known whether an envelope has run. */
  #lookUp(method: Method, once: Once): boolean {
    return this.#openLookUps().ask(nameRows(once, method));
  }

  /** The same for the next one, with what those behind it need as well. */
  #lookUpFirst(method: Method, once: Once): boolean {
    const { known } = this.durability.image;
    const names = nameRows(once, method);
    known.need(names);
    return this.#openLookUps().ask(names, () => {
      // They came before it was live.
      if (known.hasRoom) this.#lookUpWaiting();
    });
  }

  #lookUpWaiting(): void {
    this.showWaiting(({ method, reply }) => {
      if (reply !== null && reply.once !== null) {
        this.#lookUp(method, reply.once);
      }
    });
  }

  /** Waits where too many turns are ahead of their commits already. */
  #awaitsRoom(): boolean {
    const mustWait = this.phase === "active" && isQueued(this) &&
      this.type.host.committer.isFull;
    // One that its node has lost commits nothing more.
    if (!mustWait || this.life.isLost) return false;
    this.runState = HELD;
    this.#awaitRoom();
    return true;
  }

  #awaitRoom(): void {
    this.type.host.committer.awaitRoom(() => {
      if (this.runState === HELD && !areTurnsFull(this)) queue(this);
    });
  }
}
