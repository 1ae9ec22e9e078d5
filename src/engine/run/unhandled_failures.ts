import { describeThrown } from "../../base/thrown.ts";
import { DeferredError, errorOf } from "../../base/deferred_error.ts";
import {
  GATHERED_MS,
  UNAWAITED_FAILURES,
  UNAWAITED_MS,
} from "../../base/limits.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import { InterceptedReply } from "../../envelope/replies/intercepted_reply.ts";
import {
  type AwaitedReply,
  type Reply,
  tellsAwaited,
} from "../../envelope/reply.ts";
import type { Failure } from "../../envelope/target.ts";

/** A failed call that may still be awaited. */
interface Unawaited {
  readonly reply: AwaitedReply;
  readonly failure: Failure;
  readonly dueAt: number;
}

/** Failures that read alike, and how many there were. */
interface Reports {
  readonly failure: Failure;
  count: number;
}

/**
 * Turns failed calls into log lines, unless they are awaited soon: a turn may
 * begin a call, wait for others, and await the first one last.
 */
export class UnhandledFailures {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  #waiting: Unawaited[] = [];
  #uncounted = 0;
  #timer: RuntimeTimer | null = null;

  constructor(runtime: Runtime, logger: Logger) {
    this.#runtime = runtime;
    this.#logger = logger;
  }

  /** Takes a call that has failed. */
  add(reply: Reply, failure: Failure): void {
    const { origin } = reply;
    if (!tellsAwaited(origin) || origin.isAwaited) return;
    // What an attempt fails with, interceptors may mend.
    if (origin instanceof InterceptedReply && reply !== origin) return;
    // A flood must not be kept whole: it is counted from here on.
    if (this.#waiting.length >= UNAWAITED_FAILURES) this.#uncounted++;
    else {
      const dueAt = this.#runtime.now() + UNAWAITED_MS;
      this.#waiting.push({ reply: origin, failure, dueAt });
    }
    // Nor for long, so that what comes behind it is told apart again.
    const isFull = this.#waiting.length === UNAWAITED_FAILURES;
    if (isFull && this.#uncounted === 0) this.#arm(0, () => this.flush());
    else if (this.#timer === null) this.#armNext(UNAWAITED_MS);
  }

  /** Logs all that has not been awaited by now. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#tell(this.#waiting.splice(0));
    if (this.#uncounted === 0) return;
    const others = `${this.#uncounted} more calls failed at the same time`;
    this.#logger.error(`${others}; they may not have been awaited`);
    this.#uncounted = 0;
  }

  #arm(delayMs: number, callback: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#runtime.setTimer(delayMs, callback);
  }

  /** Waits for the first one, and for those that come soon behind it. */
  #armNext(dueMs: number): void {
    this.#arm(dueMs + GATHERED_MS, this.#tellDue);
  }

  readonly #tellDue = (): void => {
    this.#timer = null;
    const now = this.#runtime.now();
    const rest = this.#waiting.findIndex(({ dueAt }) => dueAt > now);
    const due = rest < 0 ? this.#waiting.length : rest;
    this.#tell(this.#waiting.splice(0, due));
    const [next] = this.#waiting;
    if (next !== undefined) this.#armNext(next.dueAt - now);
  };

  #tell(unawaited: readonly Unawaited[]): void {
    // One line for all that read alike: a flood that a full inbox refuses must
    // not become a flood of lines.
    const reports = new Map<string, Reports>();
    for (const { reply, failure } of unawaited) {
      if (!reply.isAwaited) count(reports, failure);
    }
    for (const { failure: { source, reason }, count } of reports.values()) {
      const more = count === 1 ? "" : ` (${count} times)`;
      const line = `${source} failed and nobody awaited it${more}:`;
      this.#logger.error(line, errorOf(reason));
    }
  }
}

function count(reports: Map<string, Reports>, failure: Failure): void {
  const key = `${failure.source} ${describe(failure.reason)}`;
  const alike = reports.get(key);
  if (alike === undefined) reports.set(key, { failure, count: 1 });
  else alike.count++;
}

function describe(reason: unknown): string {
  // What it says is known by its code and its source: it need not be made.
  if (DeferredError.is(reason)) return reason.code;
  return describeThrown(reason);
}
