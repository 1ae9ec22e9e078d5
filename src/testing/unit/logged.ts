import { guardLogger, type Logger } from "../../base/logger.ts";
import { describeThrown } from "../../base/thrown.ts";

/** A line that an engine or its actors logged. */
export interface LoggedLine {
  /** How bad it is. */
  readonly level: keyof Logger;
  /** What it says, with the actor first where one logged it. */
  readonly text: string;
}

/** Keeps the lines that an engine logs, and passes them on. */
export class LoggedLines {
  readonly #lines: LoggedLine[] = [];
  #next: Logger | null;

  /** Creates one that passes lines on to `next`, if it is given. */
  constructor(next: Logger | null) {
    this.#next = next && guardLogger(next);
  }

  /** The lines so far. */
  get lines(): readonly LoggedLine[] {
    return this.#lines;
  }

  /** Passes none on any more. */
  mute(): void {
    this.#next = null;
  }

  /** The logger that the engine is to have. */
  readonly logger: Logger = {
    debug: (...data) => this.#take("debug", data),
    info: (...data) => this.#take("info", data),
    warn: (...data) => this.#take("warn", data),
    error: (...data) => this.#take("error", data),
  };

  #take(level: keyof Logger, data: readonly unknown[]): void {
    this.#lines.push({ level, text: data.map(describeThrown).join(" ") });
    this.#next?.[level](...data);
  }
}
