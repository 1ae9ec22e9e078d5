import type { CallScope, ScopeEnd, ScopeMember } from "../call_scope.ts";
import type { WaitingTurn } from "../reply.ts";
import type { Call, WaitChain } from "../target.ts";
import type { CallSite } from "./call_reply.ts";
import { PlacedWaitEdge } from "./wait_edge.ts";

/**
 * How the consumer of a streaming reply waits for values, as the engine knows
 * it: in a scope, and among what its turn waits for.
 *
 * Values that come one behind the other would have it registered anew for each.
 * So it stays registered until the event loop has gone round, and is only told
 * when the consumer goes on and waits again: a cycle that seems to be closed
 * meanwhile is looked at again after that.
 */
export class StreamingWait implements ScopeMember {
  previous: ScopeMember | null = null;
  next: ScopeMember | null = null;
  scope: CallScope | null = null;
  /** Whether the consumer awaits a value. */
  isWaiting = false;
  readonly #call: Call;
  readonly #site: CallSite;
  // `undefined` for the time of the engine's calls.
  readonly #timeoutMs: number | undefined;
  #edge: PlacedWaitEdge | null = null;
  #isRegistered = false;
  // Whether the event loop has not gone round since it was registered.
  #isFresh = false;

  constructor(call: Call, site: CallSite, timeoutMs: number | undefined) {
    this.#call = call;
    this.#site = site;
    this.#timeoutMs = timeoutMs;
  }

  /** Whether the wait is given up, though the consumer may not know yet. */
  get isGivenUp(): boolean {
    return this.isWaiting && this.scope !== null && this.scope.isOver;
  }

  /** The turn that waits, unless that has gone on since. */
  get waiter(): WaitingTurn | null {
    const edge = this.#edge;
    const isWaiting = this.isWaiting && edge !== null && edge.isSure &&
      edge.turn.isOpen;
    return isWaiting ? edge.turn : null;
  }

  join(scope: CallScope): void {
    if (!scope.add(this)) return;
    this.scope = scope;
    scope.noteAwaited(1);
  }

  addTo(waits: WaitChain, turn: WaitingTurn): void {
    this.#edge?.leave();
    this.#edge = new PlacedWaitEdge(this.#call, waits, turn);
  }

  giveUp(end: ScopeEnd): void {
    if (this.isWaiting) this.#call.target.giveUp(this.#call, end);
    else this.#leave();
  }

  /** The consumer waits, maybe for a step that is under way. */
  begin(isStepping: boolean): void {
    this.isWaiting = true;
    if (this.#mayStay(isStepping)) this.#edge?.renew();
    else this.#register();
  }

  /** The consumer goes on, with a value. */
  pause(): void {
    this.isWaiting = false;
    this.#edge?.noteArrived(false);
    if (!this.#isFresh) this.#leave();
  }

  /** The consumer waits still: it had asked for several values. */
  goOn(): void {
    this.#edge?.noteArrived(false);
    if (this.#isFresh) return;
    this.#leaveScope();
    this.#limit();
    this.#site.target.host.noteAwaited(this.#call);
  }

  /** There is nothing more to wait for. */
  end(hasReleased: boolean): void {
    if (this.isWaiting) this.#edge?.noteArrived(hasReleased);
    this.#leave();
  }

  /** Is not registered any more. */
  #leave(): void {
    this.isWaiting = this.#isRegistered = false;
    this.#leaveScope();
    this.#edge?.leave();
    this.#edge = null;
  }

  /** Whether it is registered for what waits now. */
  #mayStay(isStepping: boolean): boolean {
    if (!this.#isRegistered || !this.#isFresh) return false;
    if (this.#site.caller === null) return true;
    // Another turn may go on with what an earlier one began. And a step that is
    // yet to begin may wait for what it did not wait for before.
    return isStepping && this.#edge !== null && this.#edge.turn.isOpen;
  }

  #register(): void {
    const { caller, target } = this.#site;
    if (this.#isRegistered) this.#leave();
    this.#isRegistered = this.isWaiting = true;
    this.#limit();
    // A time of its own is counted for each value.
    if (this.#timeoutMs === undefined && !this.#isFresh) {
      this.#isFresh = true;
      target.host.later(this.#expire);
    }
    (caller ?? target.host).noteAwaited(this.#call);
  }

  /** The event loop goes round: what waits no longer is not registered. */
  readonly #expire = (): void => {
    this.#isFresh = false;
    if (!this.isWaiting && this.#isRegistered) this.#leave();
  };

  /** Gives the step that is waited for the time of its options. */
  #limit(): void {
    const timeoutMs = this.#timeoutMs;
    if (timeoutMs === undefined) return;
    this.join(this.#site.target.host.openScope({ timeoutMs }));
  }

  #leaveScope(): void {
    const { scope } = this;
    this.scope = null;
    if (scope === null) return;
    scope.noteAwaited(-1);
    scope.remove(this);
  }
}
