import type { ScopeEnd } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Call, Caller } from "../../envelope/target.ts";
import { Durability, type DurabilityOwner } from "../durable/durability.ts";
import { commitLost, engineStoppedBeforeCommit } from "../durable/outside.ts";
import { abandon } from "../failure/outcome.ts";
import { givenUp } from "../failure/refusal.ts";
import { ActorCell } from "./actor_cell.ts";
import { runDurableTurn } from "./durable_turn.ts";
import { endUnlessEnding } from "./ending.ts";
import { areTurnsFull, HELD, isQueued, queue } from "./run_state.ts";

/**
 * An actor whose class has states: each turn of it is a transaction. It is a
 * class of its own so that others' turns need not ask.
 */
export class DurableCell extends ActorCell implements DurabilityOwner {
  #durability: Durability | null = null;

  override get durability(): Durability {
    return this.#durability ??= new Durability(this, this.type.host.committer);
  }

  override run(limit: number): number {
    if (this.#awaitsRoom()) return 0;
    this.durability.period++;
    return super.run(limit);
  }

  override dispatch(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    const mayFollow = runDurableTurn(this, method, payload, reply, caller);
    if (!mayFollow || !this.type.host.committer.isFull) return mayFollow;
    this.#awaitRoom();
    return false;
  }

  override noteAwaited(call: Call): void {
    this.durability.noteAwaited(call);
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

  override restDormant(): void {
    this.#durability = null;
    super.restDormant();
  }

  noteLost(): void {
    if (this.phase !== "active" && this.phase !== "paused") return;
    const rebuild = this.life.rebuild(commitLost(this.actor));
    endUnlessEnding(this, { begin: rebuild });
  }

  /** Waits where too many turns are ahead of their commits already. */
  #awaitsRoom(): boolean {
    const mustWait = this.phase === "active" && isQueued(this) &&
      this.type.host.committer.isFull;
    if (!mustWait) return false;
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
