const CLEAR_LINE = "\r\x1b[K";
const RESET_COLOR = "\x1b[0m";
// Without wrapping, a message wider than the terminal stays on one line, which
// is the only line that is cleared.
const WRAP_OFF = "\x1b[?7l";
const WRAP_ON = "\x1b[?7h";

const COLORS: Record<string, string> = {
  black: "\x1b[30m",
  red: "\x1b[31m",
  green: "\x1b[32m",
  yellow: "\x1b[33m",
  blue: "\x1b[34m",
  magenta: "\x1b[35m",
  cyan: "\x1b[36m",
  white: "\x1b[37m",
  gray: "\x1b[90m",
};

/** How a spinner looks and where it spins. */
export interface SpinnerOptions {
  /** The frames, shown in turn. */
  spinner?: string[];
  /** The text beside the spinner. */
  message?: string;
  /** The milliseconds between two frames; 75 by default. */
  interval?: number;
  /** The colour of the spinner. */
  color?: string;
  /** The stream to write to; standard output by default. */
  output?: typeof Deno.stdout | typeof Deno.stderr;
}

/** Shows on a terminal that something is under way. */
export class Spinner {
  /** The text beside the spinner; it may change while the spinner spins. */
  message: string;
  readonly #frames: string[];
  readonly #interval: number;
  readonly #output: typeof Deno.stdout | typeof Deno.stderr;
  #color: string | undefined;
  #next = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Creates a spinner that does not spin yet. */
  constructor(options: SpinnerOptions = {}) {
    this.#frames = options.spinner ?? [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
    this.message = options.message ?? "";
    this.#interval = options.interval ?? 75;
    this.#output = options.output ?? Deno.stdout;
    this.color = options.color;
  }

  /** The escape sequence of the colour, or `undefined` for the terminal's. */
  get color(): string | undefined {
    return this.#color;
  }

  /** Sets the colour by its name. */
  set color(name: string | undefined) {
    this.#color = name === undefined ? undefined : COLORS[name];
  }

  /** Starts to spin; once started it goes on. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#draw(), this.#interval);
    this.#draw();
  }

  /** Stops and clears the line; once stopped it stays so. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#write(CLEAR_LINE);
  }

  #draw(): void {
    const frame = this.#frames[this.#next] ?? "";
    this.#next = (this.#next + 1) % this.#frames.length;
    const shown = Deno.noColor
      ? frame
      : `${this.#color ?? ""}${frame}${RESET_COLOR}`;
    const line = `${shown} ${this.message}`;
    this.#write(
      this.#output.isTerminal()
        ? CLEAR_LINE + WRAP_OFF + line + WRAP_ON
        : CLEAR_LINE + line,
    );
  }

  #write(text: string): void {
    this.#output.writeSync(new TextEncoder().encode(text));
  }
}
