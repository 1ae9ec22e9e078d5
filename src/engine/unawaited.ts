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

/** Sees to failed calls that nobody awaits: each becomes a log line. */
export class Unawaited {
  readonly #runtime: Runtime;
  readonly #report: (failure: Failure) => void;
  #waiting: { reply: LazyReply<unknown>; failure: Failure }[] = [];
  #timer: RuntimeTimer | null = null;

  constructor(runtime: Runtime, logger: Logger) {
    this.#runtime = runtime;
    this.#report = ({ source, error }) =>
      logger.error(`${source} failed and nobody awaited it:`, error);
  }

  /** Watches a call that has failed. */
  watch(reply: Reply, failure: Failure): void {
    const { origin } = reply;
    if (origin instanceof PromiseReply) {
      listen();
      rejections.set(origin.promise, () => this.#report(failure));
    } else if (origin instanceof LazyReply && !origin.isAwaited) {
      this.#waiting.push({ reply: origin, failure });
      // As the platform does: whoever awaits before the event loop goes on
      // was in time.
      this.#timer ??= this.#runtime.setTimer(0, () => this.flush());
    }
  }

  /** Keeps a call that has failed from being a rejection or a log line. */
  ignore(reply: Reply): void {
    const { origin } = reply;
    if (origin instanceof PromiseReply) origin.promise.catch(() => {});
  }

  /** Reports what nobody has awaited by now. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reply, failure } of waiting) {
      if (!reply.isAwaited) this.#report(failure);
    }
  }
}
