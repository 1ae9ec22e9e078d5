import { deferInRoot, makeRootSignal, runInRoot } from "./async_context.ts";
import { toHex } from "./hex.ts";
import { CLOCK_SLACK_MS } from "./limits.ts";
import { toUuid } from "./uuid.ts";

/** A timer of the {@linkcode Runtime} that has not fired yet. */
export interface RuntimeTimer {
  /** Keeps it from firing; harmless when it has fired. */
  cancel(): void;
  /** Lets the process end while it waits; needless where nothing holds it. */
  unref?(): void;
  /** Keeps the process alive again while it waits. */
  ref?(): void;
}

/** An actor, as a {@linkcode Runtime} that picks between some sees it. */
export interface RuntimeActor {
  /** The name of its actor type. */
  readonly type: string;
  /** Its id within that. */
  readonly id: string;
}

/**
 * Time and chance, handed in: the core asks nothing else of its surroundings.
 * In whatever async context a runtime calls back, the engine leaves it.
 *
 * The default is the real thing; `SimulatedRuntime` of
 * `@backstage/actors/testing` replays a run from a seed.
 */
export interface Runtime {
  /** The time in milliseconds since the epoch; it never runs backwards. */
  now(): number;
  /**
   * Sets the clock forward where the wall clock is ahead of it: it was set, or
   * the machine has slept. Not at all unless given.
   */
  syncClock?(): void;
  /** Calls back once after `delayMs`; 0 means when others had a chance. */
  setTimer(delayMs: number, callback: () => void): RuntimeTimer;
  /** A number from 0 up to but not including 1. */
  random(): number;
  /**
   * Makes a UUID of version 4; one of four `random()` numbers unless given. The
   * default runtime's cannot be guessed.
   */
  randomUUID?(): string;
  /** Calls back before the event loop goes on, as a microtask does. */
  defer(callback: () => void): void;
  /**
   * Calls back when the event loop has seen to pending I/O, too; as a timer of
   * 0 unless given.
   */
  awaitIo?(callback: () => void): void;
  /**
   * Picks which of `ready` actors runs next; the oldest (0) unless given.
   * `actorAt` tells who they are, from the oldest (0) on.
   */
  choose?(ready: number, actorAt: (index: number) => RuntimeActor): number;
  /**
   * Says whether an actor may run before the event loop has its chance; each
   * may unless given. `nameNext` names one that is ready.
   */
  mayRun?(nameNext: () => string): boolean;
  /**
   * Learns that code outside of actors waits until an engine has stopped, and
   * does nothing else: a clock that stands still may go on for that.
   */
  passUntil?(stopped: Promise<void>): void;
}

// Deno lets its event loop go round this often before it looks at sockets
// again, as long as there is anything else to do: Tokio's `event_interval`.
const ROUNDS_TO_IO = 61;

// Read once: it is an accessor, and the clock is read often. What the wall
// clock is ahead by is added when it is looked at.
let originMs = performance.timeOrigin;

function readClock(): number {
  return originMs + performance.now();
}

/** Makes a text that cannot be guessed: 128 bits, in 32 characters. */
export function makeSecret(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}

/** Returns the SHA-1 of a text, which is for handshakes and no secrets. */
export async function hashSha1(text: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", bytes));
}

/** What of Node's timers the runtime needs; Deno has them, too. */
type NodeTimers = Pick<
  typeof import("node:timers"),
  "clearImmediate" | "clearTimeout" | "setImmediate" | "setTimeout"
>;

/** What of Node's hashes is needed; Deno has them, too. */
interface NodeHashes {
  createHash(name: "sha256"): NodeHash;
}

interface NodeHash {
  update(bytes: Uint8Array): NodeHash;
  digest(): Uint8Array;
}

/** What of Node's `process` leads to them. */
interface NodeProcess {
  getBuiltinModule?(name: "node:timers"): NodeTimers | undefined;
  getBuiltinModule?(name: "node:crypto"): NodeHashes | undefined;
}

// Found, not imported: a browser cannot load a module that imports it.
const process: NodeProcess | undefined = Reflect.get(
  globalThis,
  "process" as string,
);
const nodeTimers = process?.getBuiltinModule?.("node:timers");

let nodeHashes: NodeHashes | null | undefined;

/**
 * Returns the SHA-256 of bytes at once, or `null` where the platform would have
 * one wait for it, as a browser.
 */
export function hashSha256(bytes: Uint8Array): Uint8Array | null {
  nodeHashes ??= process?.getBuiltinModule?.("node:crypto") ?? null;
  if (nodeHashes === null) return null;
  const digest = nodeHashes.createHash("sha256").update(bytes).digest();
  // Not Node's own kind of bytes.
  return new Uint8Array(digest);
}

/** Calls back once the event loop was let in, as soon as may be. */
export const setImmediate: (callback: () => void) => unknown =
  nodeTimers?.setImmediate ?? postImmediate;

let messages: { send(): void; readonly waiting: (() => void)[] } | null = null;

/** Does it where there is no `setImmediate`: a message to oneself. */
function postImmediate(callback: () => void): void {
  messages ??= openMessages();
  messages.waiting.push(callback);
  messages.send();
}

function openMessages(): NonNullable<typeof messages> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return { send: () => port2.postMessage(null), waiting };
}

function setNodeTimer(
  timers: NodeTimers,
  delayMs: number,
  callback: () => void,
): RuntimeTimer {
  if (delayMs > 0) {
    const timer = timers.setTimeout(callback, delayMs);
    return {
      cancel: () => timers.clearTimeout(timer),
      unref: () => timer.unref(),
      ref: () => timer.ref(),
    };
  }
  // `setTimeout(0)` waits a millisecond; this only lets the event loop in.
  // It cannot be let go: the platform runs an immediate that holds nothing
  // when it pleases, in a quiet process never.
  const immediate = timers.setImmediate(callback);
  return { cancel: () => timers.clearImmediate(immediate) };
}

// A page lives on, whatever waits.
const holdNothing = (): void => {};

function setWebTimer(delayMs: number, callback: () => void): RuntimeTimer {
  if (delayMs > 0) {
    const timer = setTimeout(callback, delayMs);
    return {
      cancel: () => clearTimeout(timer),
      unref: holdNothing,
      ref: holdNothing,
    };
  }
  let isCancelled = false;
  // `setTimeout(0)` waits up to four milliseconds there.
  postImmediate(() => {
    if (!isCancelled) callback();
  });
  return { cancel: () => void (isCancelled = true) };
}

/** The real clock, timers and random numbers. */
export const systemRuntime: Runtime = {
  // Monotonic, unlike `Date.now()`, which follows the wall clock's steps.
  now: readClock,
  syncClock() {
    const aheadMs = Date.now() - readClock();
    if (aheadMs > CLOCK_SLACK_MS) originMs += aheadMs;
  },
  setTimer: nodeTimers === undefined
    ? setWebTimer
    : (delayMs, callback) => setNodeTimer(nodeTimers, delayMs, callback),
  random: () => Math.random(),
  // Not the platform's own: a page has that over HTTPS only.
  randomUUID: () => toUuid(crypto.getRandomValues(new Uint8Array(16))),
  awaitIo(callback) {
    let left = ROUNDS_TO_IO;
    const goRound = (): void => {
      if (--left === 0) callback();
      else setImmediate(goRound);
    };
    setImmediate(goRound);
  },
  defer: deferInRoot,
};

/**
 * Calls back as a microtask, in the async context of the code that asks: for
 * what runs no code of users, and must be in its order among promises, whatever
 * the runtime. It costs less than the root context.
 */
export function soon(callback: () => void): void {
  queueMicrotask(callback);
}

/**
 * Returns what defers one callback, again and again; it is asked once only
 * until that is called. Where the runtime defers as the system does, it costs
 * less than `defer()`.
 */
export function makeSignal(
  runtime: Runtime,
  callback: () => void,
): () => void {
  return runtime.defer === deferInRoot
    ? makeRootSignal(callback)
    : () => runtime.defer(callback);
}

/**
 * Returns a runtime like another one that calls back in the root context, and
 * not in that of the code that asks for it.
 */
export function toRooted(runtime: Runtime): Runtime {
  const rooted: Runtime = {
    now: () => runtime.now(),
    setTimer: (delayMs, callback) =>
      runtime.setTimer(delayMs, () => runInRoot(callback)),
    random: () => runtime.random(),
    defer: runtime.defer === deferInRoot
      ? deferInRoot
      : (callback) => runtime.defer(() => runInRoot(callback)),
  };
  if (runtime.syncClock !== undefined) {
    rooted.syncClock = () => runtime.syncClock!();
  }
  if (runtime.randomUUID !== undefined) {
    rooted.randomUUID = () => runtime.randomUUID!();
  }
  if (runtime.awaitIo !== undefined) {
    rooted.awaitIo = (callback) => runtime.awaitIo!(() => runInRoot(callback));
  }
  if (runtime.choose !== undefined) {
    rooted.choose = (ready, actorAt) => runtime.choose!(ready, actorAt);
  }
  if (runtime.mayRun !== undefined) {
    rooted.mayRun = (nameNext) => runtime.mayRun!(nameNext);
  }
  if (runtime.passUntil !== undefined) {
    rooted.passUntil = (stopped) => runtime.passUntil!(stopped);
  }
  return rooted;
}
