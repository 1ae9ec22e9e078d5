import { runInRoot } from "./async_context.ts";
import { reportLater } from "./thrown.ts";

type Listener = EventListenerOrEventListenerObject;
type Report = (error: unknown) => void;
type Handler = AbortSignal["onabort"];

/**
 * Aborts a signal whose listeners are not trusted: what one of them throws is
 * reported, and neither the others nor the program end by it.
 *
 * The platform would report it as uncaught, which ends the process. So the
 * signal hands the platform listeners that throw nothing. What listens to a
 * signal that was made of it, by `AbortSignal.any()` or a `Request`, is the
 * platform's own to call: meanwhile its error events are taken.
 */
export class GuardedAbort {
  readonly #controller = new AbortController();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
    guardListeners(this.#controller.signal, report);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason?: unknown): void {
    // The listeners are not those of the code that aborts.
    const abort = (): void => this.#controller.abort(reason);
    runInRoot(() => takeErrors(abort, this.#report));
  }
}

/** Gives a signal its own ways to listen, which pass on guarded listeners. */
function guardListeners(signal: AbortSignal, report: Report): void {
  const { addEventListener, removeEventListener } = signal;
  // The same one each time, so that a listener is known again.
  const guards = new WeakMap<Listener, EventListener>();
  const guardOf = (listener: Listener): Listener => {
    // The platform refuses what is no listener.
    if (!isListener(listener)) return listener;
    let guard = guards.get(listener);
    if (guard === undefined) {
      guards.set(listener, guard = makeGuard(listener, report));
      // The platform removes by this signal's own method what it was given.
      guards.set(guard, guard);
    }
    return guard;
  };
  const values = {
    addEventListener(
      type: string,
      listener: Listener,
      options?: boolean | AddEventListenerOptions,
    ): void {
      addEventListener.call(signal, type, guardOf(listener), options);
    },
    removeEventListener(
      type: string,
      listener: Listener,
      options?: boolean | EventListenerOptions,
    ): void {
      removeEventListener.call(signal, type, guardOf(listener), options);
    },
  };
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(signal, key, { value, configurable: true });
  }
  guardHandler(signal, guardOf);
}

/** Guards what is assigned to `onabort`, in the place of the first handler. */
function guardHandler(
  signal: AbortSignal,
  guardOf: (listener: Listener) => Listener,
): void {
  const native = Object.getOwnPropertyDescriptor(
    AbortSignal.prototype,
    "onabort",
  );
  let handler: Handler = null;
  Object.defineProperty(signal, "onabort", {
    get: () => handler,
    set: (value: unknown) => {
      handler = typeof value === "function" ? value as Handler : null;
      native?.set?.call(signal, guardOf(handler as Listener));
    },
    configurable: true,
  });
}

function isListener(listener: unknown): listener is Listener {
  return typeof listener === "function" ||
    typeof listener === "object" && listener !== null;
}

function makeGuard(listener: Listener, report: Report): EventListener {
  return function (this: unknown, event: Event): void {
    try {
      const heard: unknown = typeof listener === "function"
        ? listener.call(this as AbortSignal, event)
        : listener.handleEvent(event);
      reportLater(heard, report);
    } catch (error) {
      report(error);
    }
  };
}

/** Runs something, and reports each error that the platform would report. */
function takeErrors(run: () => void, report: Report): void {
  const take = (event: ErrorEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    report(event.error);
  };
  // Not every platform has such events: see where the core runs.
  const target: Partial<EventTarget> = globalThis;
  target.addEventListener?.("error", take as EventListener);
  try {
    run();
  } catch (error) {
    report(error);
  } finally {
    target.removeEventListener?.("error", take as EventListener);
  }
}
