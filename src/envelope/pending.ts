import type { CallScope, ScopeEnd, ScopeMember } from "./call_scope.ts";
import type { Call, Station, Wait } from "./target.ts";

/**
 * A call that is not settled, as the engine knows it: in the scope that it ends
 * with, and among what its caller waits for.
 */
export class Pending implements ScopeMember, Wait {
  previous: ScopeMember | null = null;
  next: ScopeMember | null = null;
  scope: CallScope | null = null;
  readonly call: Call;
  /** The promise of whoever awaits it. */
  waiting: PromiseWithResolvers<unknown> | null = null;
  turn: object;
  by = "";
  #waits: Wait[] | null = null;
  #station: Station | null = null;
  #place = 0;

  constructor(call: Call) {
    this.call = call;
    this.turn = call;
  }

  /** Whether it is given up, though nobody may have been told yet. */
  get isGivenUp(): boolean {
    return this.scope !== null && this.scope.isOver;
  }

  /** Ends with a scope from now on. */
  join(scope: CallScope): void {
    if (scope.add(this)) this.scope = scope;
  }

  /** Stands among what a turn waits for. */
  stand(waits: Wait[], turn: object, by: string): void {
    // Awaited again: it stands for the turn that awaits it now.
    this.#leaveWaits();
    this.turn = turn;
    this.by = by;
    this.#waits = waits;
    this.#place = waits.length;
    waits.push(this);
    this.#station = this.call.target.station;
    this.#station.noteWaiting(1);
  }

  /** Is settled: stands nowhere any more. */
  leave(): void {
    const { scope } = this;
    this.scope = null;
    scope?.remove(this);
    this.#leaveWaits();
  }

  giveUp(end: ScopeEnd): void {
    this.call.target.giveUp(this.call, end);
  }

  #leaveWaits(): void {
    const waits = this.#waits;
    this.#waits = null;
    if (waits === null) return;
    this.#station!.noteWaiting(-1);
    // The last one takes the place: leaving costs no search.
    const last = waits.pop() as Pending;
    if (last === this) return;
    waits[this.#place] = last;
    last.#place = this.#place;
  }
}
