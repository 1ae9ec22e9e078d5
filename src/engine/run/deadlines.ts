import type { TimerQueue } from "../../actor/timer/timer_queue.ts";
import { runInRoot } from "../../base/async_context.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { CallOptions } from "../../envelope/call_options.ts";
import { CallScope, type ScopeOwner } from "../../envelope/call_scope.ts";

/** Until when calls may take: all scopes of an engine, on one timer. */
export class Deadlines implements ScopeOwner {
  readonly #runtime: Runtime;
  readonly #timers: TimerQueue;
  readonly #timeoutMs: number;
  readonly #isRunning: () => boolean;
  // The scope of calls that are awaited now and have none of their own.
  #current: CallScope | null = null;
  // What the calls of a signal share, as long as there are any.
  readonly #signals = new WeakMap<AbortSignal, CallScope>();

  constructor(
    runtime: Runtime,
    timers: TimerQueue,
    timeoutMs: number,
    isRunning: () => boolean,
  ) {
    this.#runtime = runtime;
    this.#timers = timers;
    this.#timeoutMs = timeoutMs;
    this.#isRunning = isRunning;
  }

  /** Returns the scope of a call that is awaited now, if calls are timed. */
  find(): CallScope | null {
    if (this.#timeoutMs === 0) return null;
    return this.#current ??= this.#begin();
  }

  /** Makes the scope of a call with options of its own. */
  open({ timeoutMs = this.#timeoutMs, signal }: CallOptions): CallScope {
    const dueAt = timeoutMs === 0 ? Infinity : this.#runtime.now() + timeoutMs;
    const scope = new CallScope(timeoutMs, dueAt, this);
    if (signal !== undefined) scope.enter(this.#findScope(signal));
    // One that is over already has no member that would take it out again.
    if (timeoutMs > 0 && !scope.isOver) this.#timers.add(scope);
    return scope;
  }

  now(): number {
    return this.#runtime.now();
  }

  noteEmpty(scope: CallScope): void {
    this.#timers.remove(scope);
    scope.leave();
  }

  hold(change: 1 | -1): void {
    this.#timers.hold(change);
  }

  later(callback: () => void): void {
    this.#runtime.setTimer(0, callback);
  }

  /** Times nothing any more. */
  close(): void {
    this.#timers.close();
  }

  /**
   * Begins a scope for all calls that are awaited before the event loop goes
   * on: then their time begins to count, with one look at the clock.
   */
  #begin(): CallScope {
    const timeoutMs = this.#timeoutMs;
    const scope = new CallScope(timeoutMs, Infinity, this);
    this.#runtime.setTimer(0, () => {
      this.#current = null;
      if (scope.isEmpty) return;
      scope.dueAt = this.#runtime.now() + timeoutMs;
      this.#timers.add(scope);
    });
    return scope;
  }

  /** Returns what all calls share that a signal gives up: one listener. */
  #findScope(signal: AbortSignal): CallScope {
    const known = this.#signals.get(signal);
    if (known !== undefined) return known;
    const scope = new CallScope(0, Infinity, {
      noteEmpty: () => {
        signal.removeEventListener("abort", onAbort);
        this.#signals.delete(signal);
      },
      now: () => this.now(),
      hold: (change) => this.hold(change),
      later: (callback) => this.later(callback),
    });
    const onAbort = (): void => {
      scope.end({ kind: "aborted", reason: signal.reason });
      // Not in the middle of a turn: it may be the one that is given up.
      if (this.#isRunning()) this.#runtime.defer(() => scope.tell());
      else runInRoot(() => scope.tell());
    };
    if (signal.aborted) onAbort();
    else {
      signal.addEventListener("abort", onAbort);
      this.#signals.set(signal, scope);
    }
    return scope;
  }
}
