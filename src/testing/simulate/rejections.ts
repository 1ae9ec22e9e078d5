/** What of an event tells of a promise that was rejected unheard. */
interface Rejection extends Event {
  readonly reason: unknown;
}

/**
 * Tells of promises that are rejected and that no code awaits, until the result
 * is called: they would end the process, and name no seed.
 */
export function hearRejections(tell: (reason: unknown) => void): () => void {
  const hear = (event: Event): void => {
    event.preventDefault();
    tell((event as Rejection).reason);
  };
  // Not everywhere is the global one that tells of them.
  globalThis.addEventListener?.("unhandledrejection", hear);
  return () => globalThis.removeEventListener?.("unhandledrejection", hear);
}
