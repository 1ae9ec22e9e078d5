import type { Actor, ActorOptions, Context } from "@backstage/actors";

/** What the sleepers did, in order. */
export const naps: string[] = [];

/** Is put to rest after a second without an envelope. */
// @generate-proxy
export class Sleeper implements Actor {
  static readonly options: ActorOptions = { idleMs: 1_000 };
  #touches = 0;

  constructor(private readonly ctx: Context) {}

  init(): void {
    naps.push("init");
  }

  deinit(reason: string): void | Promise<void> {
    naps.push(reason);
    if (this.ctx.actorId === "slow") return this.#linger();
  }

  touch(): number {
    return ++this.#touches;
  }

  hear(_value: number): void {
    this.#touches++;
  }

  tick(keepsAwake: boolean): void {
    this.ctx.runRecurring(10_000, () => {}, { keepsAwake });
  }

  stayAwake(ms: number): void {
    this.ctx.stayAwake(ms);
  }

  work(ms: number): Promise<void> {
    return Sleeper.pause(ms);
  }

  /** Waits as the test that runs lets it. */
  static pause: (ms: number) => Promise<void> = () => Promise.resolve();

  async #linger(): Promise<void> {
    await Sleeper.pause(500);
  }
}

/** Catches up with the ticks that it missed. */
// @generate-proxy
export class Metronome {
  readonly #ticks: string[] = [];

  constructor(private readonly ctx: Context) {}

  start(missedTicks: "skip" | "catch-up"): void {
    let count = 0;
    const tick = () => void this.#ticks.push(`${++count}`);
    this.ctx.runRecurring(100, tick, { missedTicks });
  }

  stall(): Promise<void> {
    return Sleeper.pause(450);
  }

  ticks(): string[] {
    return this.#ticks;
  }
}
