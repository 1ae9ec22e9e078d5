/** What of Node's async hooks the core needs; Deno and Bun have them, too. */
type AsyncHooks = Pick<typeof import("node:async_hooks"), "AsyncLocalStorage">;

/** What of Node's `process` leads to them. */
interface NodeProcess {
  getBuiltinModule?(name: "node:async_hooks"): AsyncHooks | undefined;
}

// Found, not imported: a browser cannot load a module that imports it.
const process: NodeProcess | undefined = Reflect.get(
  globalThis,
  "process" as string,
);
const hooks = process?.getBuiltinModule?.("node:async_hooks");

/**
 * Calls back in the root context: the async context in which the library was
 * loaded. That is none, unless `import()` loads it first and is
 * itself called in one. A platform without async contexts has nothing else.
 */
export const runInRoot: <Result>(run: () => Result) => Result =
  captureContext();

/** Returns what calls back in the async context in which it is asked for. */
export function captureContext(): <Result>(run: () => Result) => Result {
  return hooks?.AsyncLocalStorage.snapshot?.() ?? ((run) => run());
}

/** A value that belongs to an async context. */
export interface ContextVariable<Value> {
  /** Returns the value of the context that asks. */
  getStore(): Value | undefined;
  /** Calls a function in a context of its own that has the value. */
  run<Arguments extends unknown[], Result>(
    value: Value,
    run: (...values: Arguments) => Result,
    ...values: Arguments
  ): Result;
}

/** Makes a variable, where the platform has async contexts. */
export function makeContextVariable<Value>(): ContextVariable<Value> | null {
  return hooks === undefined ? null : new hooks.AsyncLocalStorage<Value>();
}

/**
 * Returns what has a callback called once as a microtask, in the root context;
 * it is called again only after that. A microtask of the platform's would
 * inherit the context of the code that asks for it.
 *
 * The platform captures the context of a promise's callback when it is
 * registered, not when the promise is resolved. So one is registered ahead, in
 * the root context: that costs a promise, and no change of context.
 */
export function makeRootSignal(callback: () => void): () => void {
  let resolve: (value: void) => void;
  const keep = (own: typeof resolve): void => {
    resolve = own;
  };
  const take = (): void => {
    arm();
    callback();
  };
  const arm = (): void => void new Promise<void>(keep).then(take);
  runInRoot(arm);
  return () => resolve();
}

let deferred: (() => void)[] = [];
let due: (() => void)[] = [];

/** Calls back as a microtask, in the root context. */
export function deferInRoot(callback: () => void): void {
  if (deferred.push(callback) === 1) runDeferred();
}

const runDeferred = makeRootSignal(() => {
  [due, deferred] = [deferred, due];
  for (const callback of due) attempt(callback);
  due.length = 0;
});

/** Lets the platform say what a callback throws, and no other miss its turn. */
function attempt(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    // Nothing handles it: the platform reports it.
    void Promise.reject(error);
  }
}
