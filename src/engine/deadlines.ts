import type { TimerQueue } from "../actor/timer_queue.ts";
import type { Runtime } from "../base/runtime.ts";
import { CallScope } from "../envelope/call_scope.ts";
import type { CallOptions } from "../envelope/target.ts";

/**
 * How finely the engine's own timeout is kept: calls that are awaited within
 * this part of it share one scope, so that a call needs no look at the clock.
 */
const PART = 1 / 1_024;

/** Until when calls may take: all scopes of an engine, on one timer. */
export class Deadlines {
  readonly #runtime: Runtime;
  readonly #timers: TimerQueue;
  readonly #timeoutMs: number;
  readonly #isRunning: () => boolean;
  // The scope of calls that are awaited now and have none of their own.
  #current: CallScope | null = null;

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
    const giveUp = (): void =>
      scope.giveUp({ kind: "aborted", reason: signal!.reason });
    // Not in the middle of a turn: it may be the one that is given up.
    const onAbort = (): void =>
      this.#isRunning() ? this.#runtime.defer(giveUp) : giveUp();
    const scope = new CallScope(timeoutMs, dueAt, () => {
      signal?.removeEventListener("abort", onAbort);
      this.#timers.remove(scope);
      scope.leave();
    });
    if (signal?.aborted) giveUp();
    else {
      signal?.addEventListener("abort", onAbort);
      if (timeoutMs > 0) this.#timers.add(scope);
    }
    return scope;
  }

  /** Times nothing any more. */
  close(): void {
    this.#timers.close();
  }

  #begin(): CallScope {
    const now = this.#runtime.now();
    const scope = new CallScope(this.#timeoutMs, now + this.#timeoutMs, () => {
    });
    this.#timers.add(scope);
    this.#timers.add({
      dueAt: now + this.#timeoutMs * PART,
      place: -1,
      order: 0,
      fire: () => this.#end(scope),
    });
    return scope;
  }

  /** Lets no more calls into a scope. */
  #end(scope: CallScope): void {
    if (this.#current === scope) this.#current = null;
    if (scope.isEmpty) this.#timers.remove(scope);
  }
}
