const CLEAR_LINE = "\r\x1b[K";

/** What a progress bar knows when it draws itself. */
export interface ProgressBarFormatter {
  /** The time since the start, as `mm:ss`. */
  styledTime: string;
  /** The bar, as `###-------`. */
  progressBar: string;
  /** The milliseconds since the start. */
  time: number;
  /** The milliseconds from the start to the last drawing. */
  previousTime: number;
  /** How far it is. */
  value: number;
  /** How far it was at the last drawing. */
  previousValue: number;
  /** How far there is to go. */
  max: number;
}

/** How a progress bar looks and where it is drawn. */
export interface ProgressBarOptions {
  /** The stream to draw on; standard error by default. */
  writable?: WritableStream<Uint8Array>;
  /** How far it is at the start; 0 by default. */
  value?: number;
  /** How far there is to go. */
  max: number;
  /** The length of the bar in characters; 50 by default. */
  barLength?: number;
  /** What the done part is drawn with; `#` by default. */
  fillChar?: string;
  /** What the open part is drawn with; `-` by default. */
  emptyChar?: string;
  /** Whether to clear the line at the end; not by default. */
  clear?: boolean;
  /** Draws the line. */
  fmt?: (formatter: ProgressBarFormatter) => string;
  /** Whether to leave the stream open at the end; by default it does. */
  keepOpen?: boolean;
}

/** Shows on a terminal how far long work has come, drawn each second. */
export class ProgressBar {
  /** How far it is. */
  value: number;
  /** How far there is to go. */
  max: number;
  readonly #options: ProgressBarOptions;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #startTime = Date.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #previousTime = 0;
  #previousValue: number;

  /** Draws the bar and starts to redraw it. */
  constructor(options: ProgressBarOptions) {
    this.value = options.value ?? 0;
    this.max = options.max;
    this.#options = options;
    this.#previousValue = this.value;
    this.#writer = (options.writable ?? Deno.stderr.writable).getWriter();
    this.#timer = setInterval(() => void this.#draw(), 1000);
    void this.#draw();
  }

  /** Draws the bar for the last time and lets go of the stream. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#options.clear) {
      await this.#write(CLEAR_LINE);
    } else {
      await this.#draw();
      await this.#write("\n");
    }
    if (this.#options.keepOpen ?? true) this.#writer.releaseLock();
    else await this.#writer.close();
  }

  async #draw(): Promise<void> {
    const formatter = this.#createFormatter();
    this.#previousTime = formatter.time;
    this.#previousValue = formatter.value;
    const format = this.#options.fmt ?? formatPlainly;
    await this.#write(CLEAR_LINE + format(formatter));
  }

  #createFormatter(): ProgressBarFormatter {
    const { barLength = 50, fillChar = "#", emptyChar = "-" } = this.#options;
    const time = Date.now() - this.#startTime;
    const ratio = Math.min(Math.max(this.value / this.max, 0), 1);
    const filled = Math.trunc(ratio * barLength);
    return {
      styledTime: formatTime(time),
      progressBar: fillChar.repeat(filled) +
        emptyChar.repeat(barLength - filled),
      time,
      previousTime: this.#previousTime,
      value: this.value,
      previousValue: this.#previousValue,
      max: this.max,
    };
  }

  // A terminal that went away must not fail the work that it watched.
  async #write(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text)).catch(() => {});
  }
}

function formatPlainly(bar: ProgressBarFormatter): string {
  return `[${bar.styledTime}] [${bar.progressBar}] [${bar.value}/${bar.max}]`;
}

function formatTime(timeMs: number): string {
  const seconds = Math.trunc(timeMs / 1000);
  return [Math.trunc(seconds / 60), seconds % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
