import { escapeControls } from "../../src/base/escape_controls.ts";

/** A terminal that shows progress, and a clock. */
export interface ProgressPort {
  readonly isTerminal: boolean;
  now(): number;
  write(text: string): void;
}

const QUIET_MS = 500;
const INTERVAL_MS = 50;

/** Shows the progress of long work, on a terminal and not at first. */
export class Progress {
  readonly #port: ProgressPort;
  #nextAt: number;
  #isShown = false;

  constructor(port: ProgressPort) {
    this.#port = port;
    this.#nextAt = port.now() + QUIET_MS;
  }

  /** Says that `done` of `total` are done. */
  report(step: string, done: number, total: number): void {
    if (!this.#port.isTerminal) return;
    const now = this.#port.now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + INTERVAL_MS;
    this.#isShown = true;
    this.#port.write(`\r\x1b[K${escapeControls(step)} ${done}/${total}`);
  }

  /** Clears the line. */
  clear(): void {
    if (this.#isShown) this.#port.write("\r\x1b[K");
    this.#isShown = false;
  }
}

/** The terminal that standard error is, if it is one. */
export const terminal: ProgressPort = {
  isTerminal: Deno.stderr.isTerminal(),
  now: () => performance.now(),
  write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
};
