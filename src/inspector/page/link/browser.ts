/**
 * Time as the browser has it: the page's one place for it, so that everything
 * else takes a time or a clock and can be tested.
 */
export interface Clock {
  now(): number;
  /** Calls back once after a while; the result calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
