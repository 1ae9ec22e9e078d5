import {
  clearImmediate,
  clearTimeout,
  setImmediate,
  setTimeout,
} from "node:timers";

/** A timer of the {@linkcode Runtime} that has not fired yet. */
export interface RuntimeTimer {
  /** Keeps it from firing; harmless when it has fired. */
  cancel(): void;
  /** Lets the process end while it waits; needless where nothing holds it. */
  unref?(): void;
  /** Keeps the process alive again while it waits. */
  ref?(): void;
}

/**
 * Time and chance, handed in: the core asks nothing else of its surroundings.
 *
 * The default is the real thing; `SimulatedRuntime` of
 * `@backstage/actors/testing` replays a run from a seed.
 */
export interface Runtime {
  /** The time in milliseconds since the epoch; it never runs backwards. */
  now(): number;
  /** Calls back once after `delayMs`; 0 means when others had a chance. */
  setTimer(delayMs: number, callback: () => void): RuntimeTimer;
  /** A number from 0 up to but not including 1. */
  random(): number;
  /** Calls back before the event loop goes on, as a microtask does. */
  defer(callback: () => void): void;
  /**
   * Calls back when the event loop has seen to pending I/O, too; as a timer of
   * 0 unless given.
   */
  awaitIo?(callback: () => void): void;
  /** Picks which of `ready` actors runs next; the oldest (0) unless given. */
  choose?(ready: number): number;
}

// Deno lets its event loop go round this often before it looks at sockets
// again, as long as there is anything else to do: Tokio's `event_interval`.
const ROUNDS_TO_IO = 61;

// Read once: it is an accessor, and the clock is read often.
const ORIGIN_MS = performance.timeOrigin;

/** Makes a text that cannot be guessed: 128 bits, in 32 characters. */
export function makeSecret(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}

/** The real clock, timers and random numbers. */
export const systemRuntime: Runtime = {
  // Monotonic, unlike `Date.now()`, which follows the wall clock's steps.
  now: () => ORIGIN_MS + performance.now(),
  setTimer(delayMs, callback) {
    if (delayMs > 0) {
      const timer = setTimeout(callback, delayMs);
      return {
        cancel: () => clearTimeout(timer),
        unref: () => timer.unref(),
        ref: () => timer.ref(),
      };
    }
    // `setTimeout(0)` waits a millisecond; this only lets the event loop in.
    // It cannot be let go: the platform runs an immediate that holds nothing
    // when it pleases, in a quiet process never.
    const immediate = setImmediate(callback);
    return { cancel: () => clearImmediate(immediate) };
  },
  random: () => Math.random(),
  awaitIo(callback) {
    let left = ROUNDS_TO_IO;
    const goRound = (): void => {
      if (--left === 0) callback();
      else setImmediate(goRound);
    };
    setImmediate(goRound);
  },
  defer: (callback) => queueMicrotask(callback),
};
