import { readThrown } from "./thrown.ts";

type ErrorClass = abstract new (...parts: never[]) => Error;

/**
 * Makes an error of another one's class, with its sentence and its stack. The
 * class's own constructor does not run: it would check or word things anew.
 */
export function remakeError(error: Error, options?: ErrorOptions): Error {
  const made = withoutStack(() =>
    Reflect.construct(
      Error,
      [error.message, options],
      error.constructor as ErrorClass,
    )
  );
  // Read when it is asked for: to write a stack out costs most of all.
  Object.defineProperty(made, "stack", {
    get: () => readThrown(error, "stack"),
    set: (value) =>
      Object.defineProperty(made, "stack", {
        value,
        configurable: true,
        writable: true,
      }),
    configurable: true,
  });
  return made;
}

/** Makes an error that needs no stack of its own: it is the dearest part. */
function withoutStack(make: () => Error): Error {
  const limits: { stackTraceLimit?: number | undefined } = Error;
  const { stackTraceLimit } = limits;
  limits.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    limits.stackTraceLimit = stackTraceLimit;
  }
}
