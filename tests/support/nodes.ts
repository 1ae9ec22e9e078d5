import {
  Engine,
  type EngineEvent,
  type EngineOptions,
} from "@backstage/actors";
import {
  type MemoryCluster,
  memoryCluster,
  SimulatedRuntime,
} from "@backstage/actors/testing";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast, type Part } from "./cast.ts";

/** When a test gives up waiting, in milliseconds of simulated time. */
const PATIENCE_MS = 120_000;

/** Engines of one cluster in this process, in simulated time. */
export class Nodes implements AsyncDisposable {
  readonly runtime: SimulatedRuntime;
  readonly cluster: MemoryCluster;
  /** What the engines logged: the level, then the data as text. */
  readonly lines: string[] = [];
  /** What happened in them. */
  readonly events: EngineEvent[] = [];
  readonly #engines: Engine[] = [];

  constructor(seed = 1, maxDelayMs = 0) {
    this.runtime = new SimulatedRuntime({ seed });
    const { runtime } = this;
    this.cluster = memoryCluster({ runtime, shards: 16, maxDelayMs });
  }

  /** Opens a node, which hosts puppets unless the options say otherwise. */
  async open(name: string, options: EngineOptions = {}): Promise<Engine> {
    const [engine] = await this.openAll([name], options);
    return engine!;
  }

  /** Opens nodes that join at once, so that each has its part of all shards. */
  async openAll(
    names: readonly string[],
    options: EngineOptions = {},
  ): Promise<Engine[]> {
    const engines = names.map((name) => this.#make(name, options));
    for (const engine of engines) await this.finish(engine.joined);
    await this.runtime.advance(100);
    return engines;
  }

  /** Opens two of them. */
  async openTwo(options: EngineOptions = {}): Promise<[Engine, Engine]> {
    const [one, two] = await this.openAll(["one", "two"], options);
    return [one!, two!];
  }

  #make(name: string, options: EngineOptions): Engine {
    const engine = new Engine({
      runtime: this.runtime,
      cluster: this.cluster.node({ name }),
      actors: [PuppetProxy],
      logger: this.#makeLogger(name),
      ...options,
    });
    this.#engines.push(engine);
    engine.events.subscribe((event) => void this.events.push(event));
    return engine;
  }

  /** Lets time pass until a promise has settled. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const end = (): void => void (isOver = true);
    promise.then(end, end);
    for (let left = PATIENCE_MS; !isOver; left--) {
      if (left === 0) throw new Error("It never settles");
      await this.runtime.advance(1);
    }
    return await promise;
  }

  /** Says what a puppet does. */
  cast(id: string, part: Part): void {
    cast.set(id, part);
  }

  /** Returns ids of puppets that live on a node once they are called. */
  async findIds(engine: Engine, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; ids.length < count; at++) {
      const id = `p${at}`;
      await this.finish(engine.getActor(PuppetProxy, id).ask(null));
      if (engine.isActive(PuppetProxy, id)) ids.push(id);
      await this.finish(engine.poisonPill(PuppetProxy, id));
    }
    return ids;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.#engines) {
      await this.finish(engine.stop({ drain: false }));
    }
    cast.clear();
  }

  #makeLogger(name: string) {
    const write = (level: string) => (...data: unknown[]) =>
      void this.lines.push([name, level, ...data].join(" "));
    return {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
    };
  }
}
