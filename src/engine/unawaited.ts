import type { Failure } from "../actor/host.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime, RuntimeTimer } from "../base/runtime.ts";
import { LazyReply, PromiseReply, type Reply } from "../envelope/reply.ts";

// The platform knows whether anybody handles a promise's rejection, and tells
// by an event. Taking ours out of it keeps them from ending the process.
const rejections = new WeakMap<Promise<unknown>, () => void>();
let isListening = false;

function listen(): void {
  if (isListening) return;
  isListening = true;
  globalThis.addEventListener("unhandledrejection", (event) => {
    const report = rejections.get(event.promise);
    if (report === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    report();
  });
}

/** Failures that read alike, and how many there were. */
interface Reports {
  readonly failure: Failure;
  count: number;
}

/** Sees to failed calls that nobody awaits: they become log lines. */
export class Unawaited {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  #waiting: { reply: LazyReply<unknown>; failure: Failure }[] = [];
  // One line for all that read alike: a flood that a full inbox refuses must
  // not become a flood of lines.
  #reports = new Map<string, Reports>();
  #timer: RuntimeTimer | null = null;

  constructor(runtime: Runtime, logger: Logger) {
    this.#runtime = runtime;
    this.#logger = logger;
  }

  /** Watches a call that has failed. */
  watch(reply: Reply, failure: Failure): void {
    const { origin } = reply;
    if (origin instanceof PromiseReply) {
      listen();
      rejections.set(origin.promise, () => this.#report(failure));
    } else if (origin instanceof LazyReply && !origin.isAwaited) {
      this.#waiting.push({ reply: origin, failure });
      this.#startTimer();
    }
  }

  /** Keeps a call that has failed from being a rejection or a log line. */
  ignore(reply: Reply): void {
    const { origin } = reply;
    if (origin instanceof PromiseReply) origin.promise.catch(() => {});
  }

  /** Logs what nobody has awaited by now. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reply, failure } of waiting) {
      if (!reply.isAwaited) this.#report(failure);
    }
    const reports = this.#reports;
    this.#reports = new Map();
    for (const { failure: { source, error }, count } of reports.values()) {
      const more = count === 1 ? "" : ` (${count} times)`;
      const line = `${source} failed and nobody awaited it${more}:`;
      this.#logger.error(line, error);
    }
  }

  #report(failure: Failure): void {
    const key = `${failure.source} ${describe(failure.error)}`;
    const reports = this.#reports.get(key);
    if (reports === undefined) this.#reports.set(key, { failure, count: 1 });
    else reports.count++;
    this.#startTimer();
  }

  /**
   * As the platform does: whoever awaits before the event loop goes on was in
   * time.
   */
  #startTimer(): void {
    this.#timer ??= this.#runtime.setTimer(0, () => this.flush());
  }
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return typeof error;
  }
}
