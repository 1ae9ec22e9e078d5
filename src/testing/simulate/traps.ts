/** What is trapped, and what an actor asks instead. */
const INSTEAD = {
  "Date.now()": "ctx.now()",
  "new Date()": "new Date(ctx.now())",
  "performance.now()": "ctx.now()",
  "setTimeout()": "ctx.sleep() or ctx.runOnce()",
  "setInterval()": "ctx.runRecurring()",
  "Math.random()": "ctx.random()",
  "crypto.randomUUID()": "ctx.randomUUID()",
  "crypto.getRandomValues()": "ctx.random()",
  "AbortSignal.timeout()": "proxy.with({ timeoutMs })",
  "Temporal.Now": "ctx.now()",
  "fetch()": "an actor or a function that the test stands in for",
} as const;

type Trapped = keyof typeof INSTEAD;

/** Says what no run repeats, at the line that asked for it. */
class TrapError extends Error {
  override readonly name = "TrapError";
}

/**
 * Makes what real time and chance come from throw, and tells of it, until the
 * result is called: what throws may be caught by the code that asked.
 */
export function setTraps(tell: (error: Error) => void): () => void {
  const undo: (() => void)[] = [];
  const replace = (owner: object, key: string, value: unknown): void => {
    const was = Object.getOwnPropertyDescriptor(owner, key);
    Object.defineProperty(owner, key, {
      value,
      configurable: true,
      writable: true,
    });
    undo.push(() => {
      if (was === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, was);
    });
  };
  const refuse = (what: Trapped, from: (...values: never[]) => unknown) => {
    const error = new TrapError(
      `Cannot use ${what} in a simulation: no run repeats it, ask ` +
        INSTEAD[what],
    );
    // The first line is that of the code which asked.
    Error.captureStackTrace(error, from);
    tell(error);
    return error;
  };
  const trap = (what: Trapped) => {
    const trapped = (): never => {
      throw refuse(what, trapped);
    };
    return trapped;
  };
  replace(Date, "now", trap("Date.now()"));
  replace(globalThis, "Date", trapDate((from) => refuse("new Date()", from)));
  replace(performance, "now", trap("performance.now()"));
  replace(globalThis, "setTimeout", trap("setTimeout()"));
  replace(globalThis, "setInterval", trap("setInterval()"));
  replace(Math, "random", trap("Math.random()"));
  replace(crypto, "randomUUID", trap("crypto.randomUUID()"));
  replace(crypto, "getRandomValues", trap("crypto.getRandomValues()"));
  replace(AbortSignal, "timeout", trap("AbortSignal.timeout()"));
  trapTemporal((key) => replace(Temporal.Now, key, trap("Temporal.Now")));
  replace(globalThis, "fetch", trap("fetch()"));
  return () => {
    for (const restore of undo.reverse()) restore();
  };
}

/** Has each way to ask for the time trapped, where the platform has them. */
function trapTemporal(replace: (key: string) => void): void {
  if (typeof Temporal === "undefined") return;
  for (const key of Object.getOwnPropertyNames(Temporal.Now)) replace(key);
}

/** Returns `Date` itself, but for what reads the clock. */
function trapDate(
  refuse: (from: (...values: never[]) => unknown) => Error,
): DateConstructor {
  const construct = (
    date: DateConstructor,
    values: readonly unknown[],
    target: new () => unknown,
  ): object => {
    if (values.length === 0) throw refuse(construct);
    return Reflect.construct(date, values, target);
  };
  const apply = (): never => {
    throw refuse(apply);
  };
  return new Proxy(Date, { construct, apply });
}
