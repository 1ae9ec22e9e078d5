/**
 * What takes the money. Actors reach the outside through a module; a test
 * puts another `take` in its place.
 */
export const payment = {
  /** Takes the money for an order once, however often its key comes. */
  async take(_key: string, _seats: number, signal: AbortSignal): Promise<void> {
    // Instead of `await fetch(bank, { signal, method: "POST", ... })`.
    await new Promise((resolve) => setTimeout(resolve, 20));
    signal.throwIfAborted();
  },
};
