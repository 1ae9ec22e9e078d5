import { describeThrown } from "../../base/thrown.ts";
import type { Failure } from "../../actor/port/host.ts";
import { DeferredError, errorOf } from "../../base/deferred_error.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import { CallReply } from "../../envelope/replies/call_reply.ts";
import type { Reply } from "../../envelope/reply.ts";

/** How many failed calls are kept until it is known if they are awaited. */
const KEPT = 10_000;

/** Failures that read alike, and how many there were. */
interface Reports {
  readonly failure: Failure;
  count: number;
}

/** Makes log lines of failed calls that are not awaited. */
export class UnhandledFailures {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  #waiting: { reply: CallReply<unknown>; failure: Failure }[] = [];
  #uncounted = 0;
  #timer: RuntimeTimer | null = null;

  constructor(runtime: Runtime, logger: Logger) {
    this.#runtime = runtime;
    this.#logger = logger;
  }

  /** Watches a call that has failed. */
  add(reply: Reply, failure: Failure): void {
    const { origin } = reply;
    if (!(origin instanceof CallReply) || origin.isAwaited) return;
    // A flood must not be kept whole: it is counted from here on.
    if (this.#waiting.length < KEPT) {
      this.#waiting.push({ reply: origin, failure });
    } else this.#uncounted++;
    // As the platform does: an await before the event loop goes on is in time.
    this.#timer ??= this.#runtime.setTimer(0, () => this.flush());
  }

  /** Logs what has not been awaited by now. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    // One line for all that read alike: a flood that a full inbox refuses must
    // not become a flood of lines.
    const reports = new Map<string, Reports>();
    for (const { reply, failure } of waiting) {
      if (!reply.isAwaited) count(reports, failure);
    }
    for (const { failure: { source, reason }, count } of reports.values()) {
      const more = count === 1 ? "" : ` (${count} times)`;
      const line = `${source} failed and nobody awaited it${more}:`;
      this.#logger.error(line, errorOf(reason));
    }
    if (this.#uncounted === 0) return;
    const others = `${this.#uncounted} more calls failed at the same time`;
    this.#logger.error(`${others}; nobody may have awaited them`);
    this.#uncounted = 0;
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
