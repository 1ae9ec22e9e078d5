import type { Engine, EngineOptions, Reminder } from "@backstage/actors";
import { cron } from "@backstage/actors/cron";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { type Chime, onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import type { Stage } from "../support/stage.ts";

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** An engine whose chimers a test asks for what they have heard. */
export class Chimes {
  readonly stage: Stage;
  store: MemoryStore;
  engine: Engine;
  readonly #options: EngineOptions;

  constructor(
    stage: Stage,
    options: EngineOptions = {},
    store: MemoryStore = memoryStore(),
  ) {
    onChime.clear();
    this.stage = stage;
    this.#options = { cron, actors: [ChimerProxy], ...options };
    this.store = store;
    this.engine = stage.open({ store, ...this.#options });
  }

  get now(): number {
    return this.stage.simulated!.now();
  }

  at(id: string): ChimerProxy {
    return this.engine.getActor(ChimerProxy, id);
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    await this.stage.simulated!.advance(ms);
  }

  /** Lets time pass up to an instant. */
  async advanceTo(at: number): Promise<void> {
    await this.advance(at - this.now);
  }

  async finish<T>(promise: Promise<T>): Promise<T> {
    return await this.stage.finish(promise);
  }

  /** What an actor has heard, as `at what`. */
  async heard(id = "a"): Promise<string[]> {
    const chimes = await this.finish<Chime[]>(this.at(id).heard());
    return chimes.map(({ at, what }) => `${at} ${what}`);
  }

  async list(id = "a"): Promise<readonly Reminder[]> {
    return await this.finish(this.at(id).list());
  }

  /** Ends as a process does, and begins anew with what has survived. */
  crash(during?: "before" | "after"): void {
    const store = this.store.crash(during === undefined ? {} : { during });
    // Nothing fires any more in a process that has crashed.
    void this.engine.stop({ drain: false });
    this.begin(store);
  }

  /** Stops, and begins anew. */
  async restart(): Promise<void> {
    await this.finish(this.engine.stop());
    this.begin();
  }

  /** Begins anew. */
  begin(store: MemoryStore = this.store): void {
    this.store = store;
    this.engine = this.stage.open({ store, ...this.#options });
  }
}
