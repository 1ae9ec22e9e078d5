/**
 * Where log lines go. Any logger with these four methods will do; `console`
 * is the default.
 */
export interface Logger {
  /** Logs what helps to follow a program. */
  debug(...data: unknown[]): void;
  /** Logs what is good to know. */
  info(...data: unknown[]): void;
  /** Logs what an operator should look at. */
  warn(...data: unknown[]): void;
  /** Logs what went wrong and reached no caller. */
  error(...data: unknown[]): void;
}

/** Puts a prefix before every line of a logger. */
export function prefixLogger(logger: Logger, prefix: string): Logger {
  return {
    debug: (...data) => logger.debug(prefix, ...data),
    info: (...data) => logger.info(prefix, ...data),
    warn: (...data) => logger.warn(prefix, ...data),
    error: (...data) => logger.error(prefix, ...data),
  };
}

/** Makes a logger that throws nothing: a bad one must not break an engine. */
export function guardLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Logger["info"] => (...data: unknown[]): void => {
      try {
        const logged: unknown = logger[level](...data);
        if (logged instanceof Promise) logged.catch(() => {});
      } catch {
        // There is no other place to tell it.
      }
    };
  return {
    debug: guard("debug"),
    info: guard("info"),
    warn: guard("warn"),
    error: guard("error"),
  };
}
