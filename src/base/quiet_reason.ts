const reasons = new WeakSet<object>();
let isListening = false;

/** Keeps a rejection from ending the program: it says nothing new. */
function take(event: PromiseRejectionEvent): void {
  const { reason } = event;
  const isObject = typeof reason === "object" && reason !== null;
  if (isObject && reasons.has(reason)) event.preventDefault();
}

/**
 * Returns a reason that a promise may be rejected with though no code handles
 * it: the platform would end the program. Work that an actor left running ends
 * with its activation, as its timers do, whether it is looked after or not.
 *
 * Not on Node, which has no such event.
 */
export function makeQuiet<Reason extends object>(reason: Reason): Reason {
  reasons.add(reason);
  if (!isListening) {
    isListening = true;
    const target: Partial<EventTarget> = globalThis;
    target.addEventListener?.("unhandledrejection", take as EventListener);
  }
  return reason;
}
