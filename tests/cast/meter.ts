import type { ActorOptions, Context } from "@backstage/actors";

/** Keeps the newest readings when too many come. */
// @generate-proxy
export class Meter {
  static readonly options: ActorOptions = {
    inboxCapacity: 3,
    overflow: "drop-oldest",
  };
  readonly #readings: number[] = [];
  readonly #ctx: Context;
  #ticks = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  every(ms: number): void {
    this.#ctx.runRecurring(ms, () => void this.#ticks++);
  }

  ticks(): number {
    return this.#ticks;
  }

  read(value: number): void {
    this.#readings.push(value);
  }

  readings(): number[] {
    return this.#readings;
  }
}

/** Keeps the first readings when too many come. */
// @generate-proxy
export class Gauge {
  static readonly options: ActorOptions = {
    inboxCapacity: 3,
    overflow: "drop-newest",
  };
  readonly #readings: number[] = [];

  read(value: number): void {
    this.#readings.push(value);
  }

  readings(): number[] {
    return this.#readings;
  }
}
