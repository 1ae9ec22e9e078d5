import type { Engine, EngineOptions } from "@backstage/actors";
import {
  type CrashOptions,
  type MemoryStore,
  memoryStore,
} from "@backstage/actors/testing";
import type { Journal } from "../cast/courier.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import type { Stage } from "../support/stage.ts";

/** An engine with couriers, and what they are kept in. */
export class Office {
  readonly engine: Engine;
  readonly store: MemoryStore;
  readonly #stage: Stage;

  /** Opens one that knows couriers from its start on, unless told otherwise. */
  constructor(
    stage: Stage,
    store: MemoryStore = memoryStore(),
    options: EngineOptions = {},
  ) {
    this.#stage = stage;
    this.store = store;
    const actors = [CourierProxy];
    // The engine of a store that has crashed has nothing to wait for.
    const drainTimeoutMs = 100;
    this.engine = stage.open({ store, actors, drainTimeoutMs, ...options });
  }

  /** Returns a courier. */
  get(id: string): CourierProxy {
    return this.engine.getActor(CourierProxy, id);
  }

  /** Waits for a call. */
  async ask<T>(call: Promise<T>): Promise<T> {
    return await this.#stage.finish(call);
  }

  /** Returns what a call fails with. */
  async askError(call: Promise<unknown>): Promise<Error> {
    return await this.ask(call.then(
      () => Promise.reject(new Error("it did not fail")),
      (error) => error,
    ));
  }

  /** Returns what a courier has. */
  async read(id: string): Promise<Journal> {
    return await this.ask(this.get(id).read());
  }

  /** Returns what one has taken. */
  async taken(id: string): Promise<number[]> {
    return (await this.read(id)).taken;
  }

  /** Lets all arrive that can. */
  async arrive(): Promise<void> {
    await this.ask(this.engine.run());
  }

  /** Ends as the process does; returns the office of the next one. */
  crash(how: CrashOptions = {}, options: EngineOptions = {}): Office {
    return new Office(this.#stage, this.store.crash(how), options);
  }

  /** Stops the engine; returns the office of the next one. */
  async restart(options: EngineOptions = {}): Promise<Office> {
    await this.ask(this.engine.stop());
    return new Office(this.#stage, this.store, options);
  }
}
