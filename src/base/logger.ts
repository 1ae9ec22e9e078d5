import { escapeControls } from "./escape_controls.ts";
import { escapeDatum } from "./escape_datum.ts";
import { describeThrown, reportLater } from "./thrown.ts";

/**
 * Where log lines go. Any logger with these four methods will do; `console`
 * is the default.
 *
 * An engine hands a logger no text that commands a terminal or ends a line:
 * controls and bidirectional formats in its own lines and in texts of `ctx.log`
 * are escaped. Objects and errors pass as they are, but for `console`, which
 * gets as text what it would write such text of.
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

/** The console, which writes objects out: it gets no text of theirs raw. */
const consoleLogger: Logger = mapLogger(
  console,
  (data) => escapeFormat(data.map(escapeDatum)),
);

/** Changes the data of each line before a logger gets them. */
function mapLogger(
  logger: Logger,
  map: (data: readonly unknown[]) => readonly unknown[],
): Logger {
  // Looked up at each line: tests and tools put their own methods in place.
  return {
    debug: (...data) => logger.debug(...map(data)),
    info: (...data) => logger.info(...map(data)),
    warn: (...data) => logger.warn(...map(data)),
    error: (...data) => logger.error(...map(data)),
  };
}

/** Keeps a console from reading its first text as a format of the others. */
function escapeFormat(data: readonly unknown[]): readonly unknown[] {
  const [first, ...others] = data;
  if (typeof first !== "string" || others.length === 0) return data;
  return [first.replaceAll("%", "%%"), ...others];
}

/**
 * Makes a logger that throws nothing, for a bad one must not break an engine,
 * and gets no text that forges lines or commands a terminal.
 */
export function guardLogger(given: Logger): Logger {
  const logger = given === console ? consoleLogger : given;
  const guard =
    (level: keyof Logger): Logger["info"] => (...data: unknown[]): void => {
      const texts = data.map(escapeText);
      if (tryTo(() => logger[level](...texts)) || data.every(isPlain)) return;
      // A logger reads what it writes out, which may be what throws.
      const plain = texts.map((one) =>
        isPlain(one) ? one : `(${escapeControls(describeThrown(one))})`
      );
      tryTo(() => logger[level](...plain));
    };
  return {
    debug: guard("debug"),
    info: guard("info"),
    warn: guard("warn"),
    error: guard("error"),
  };
}

/** Logs a line; returns whether that threw nothing. */
function tryTo(log: () => unknown): boolean {
  try {
    // There is no other place to tell it.
    reportLater(log(), () => {});
    return true;
  } catch {
    return false;
  }
}

function isPlain(datum: unknown): boolean {
  return typeof datum !== "object" && typeof datum !== "function" &&
    typeof datum !== "symbol";
}

function escapeText(datum: unknown): unknown {
  return typeof datum === "string" ? escapeControls(datum) : datum;
}
