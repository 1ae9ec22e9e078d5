import type { CallScope, ScopeEnd, ScopeMember } from "../call_scope.ts";
import { PlacedWaitEdge } from "./wait_edge.ts";
import type { WaitingTurn } from "../reply.ts";
import type { Call, WaitChain } from "../target.ts";

/**
 * A call that is not settled, as the engine knows it: in the scope that it ends
 * with, and among what its caller waits for.
 */
export class PendingCall<T> implements ScopeMember {
  previous: ScopeMember | null = null;
  next: ScopeMember | null = null;
  scope: CallScope | null = null;
  /** The promise that its caller awaits. */
  promise: Promise<T> | null = null;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly #call: Call;
  #edge: PlacedWaitEdge | null = null;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Whether it is given up, though its caller may not have been told yet. */
  get isGivenUp(): boolean {
    return this.scope !== null && this.scope.isOver;
  }

  /** The turn that waits for it, unless that has gone on since. */
  get waiter(): WaitingTurn | null {
    const edge = this.#edge;
    return edge !== null && edge.isSure && edge.turn.isOpen ? edge.turn : null;
  }

  /** Returns the promise that its caller awaits. */
  wait(): Promise<T> {
    if (this.promise !== null) return this.promise;
    this.scope?.noteAwaited(1);
    return this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Ends with a scope from now on. */
  join(scope: CallScope): void {
    if (!scope.add(this)) return;
    this.scope = scope;
    if (this.promise !== null) scope.noteAwaited(1);
  }

  /** Joins the waits of a turn. */
  addTo(waits: WaitChain, turn: WaitingTurn): void {
    // Awaited again: the edge is that of the turn that awaits it now.
    this.#edge?.leave();
    this.#edge = new PlacedWaitEdge(this.#call, waits, turn);
  }

  /** Leaves its scope and the waits of its caller: it is settled. */
  leave(hasFailed: boolean): void {
    const { scope } = this;
    this.scope = null;
    if (scope !== null) {
      if (this.promise !== null) scope.noteAwaited(-1);
      scope.remove(this);
    }
    this.#edge?.settle(hasFailed);
    this.#edge = null;
  }

  giveUp(end: ScopeEnd): void {
    this.#call.target.giveUp(this.#call, end);
  }
}
