import {
  type ActorState,
  Engine,
  type EngineEvent,
  type EngineOptions,
  type Logger,
} from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { setImmediate } from "node:timers";
import { Chance } from "./chance.ts";
import { cast, type Part } from "./cast.ts";
import { divideStore } from "./divided_store.ts";
import { cross, FrontNode, isOfCluster } from "./front_node.ts";
import { TestCluster } from "./test_cluster.ts";
import { TROUPE } from "./troupe.ts";

/** Simulated tests run once for each; a failure names its own. */
const SEEDS = [1, 20_251, 77_777];
/** When a test gives up waiting, in milliseconds of real time. */
const PATIENCE_MS = 20_000;

/** More rounds than an engine gives the event loop back for at a time. */
const PAUSE_ROUNDS = 100;

/**
 * How payloads reach actors: copied, as bytes within one engine, or as bytes
 * also between the nodes of a cluster, over which actors are spread.
 */
export type Wire = "auto" | "always" | "cluster";

/** The wires of what cannot hold across machines. */
export const ONE_MACHINE: readonly Wire[] = ["auto", "always"];

/** The nodes of a test's cluster; the test sees the first. */
const NODES = ["n0", "n1"];

/** Where a test plays: a kind of time, a kind of wire, a seed. */
export class Stage {
  readonly wire: Wire;
  readonly seed: number;
  /** The simulated runtime; `null` in real time. */
  readonly simulated: SimulatedRuntime | null;
  /** The test's own choices, from the seed. */
  readonly chance: Chance;
  /** What happened in the engines, in order. */
  readonly events: EngineEvent[] = [];
  /** What the engines logged: the level, then the data as text. */
  readonly lines: string[] = [];
  readonly #engines: Engine[] = [];
  /** How many clusters there were whose actors are stored. */
  #stored = 0;

  constructor(wire: Wire, seed: number, isSimulated: boolean) {
    this.wire = wire;
    this.seed = seed;
    this.simulated = isSimulated ? new SimulatedRuntime({ seed }) : null;
    this.chance = new Chance(seed);
  }

  /** Creates an engine, whose events are kept; it stops with the test. */
  open(options: EngineOptions = {}, isHeard = true): Engine {
    const all: EngineOptions = {
      // A node copies what stays on it, whatever its wire is.
      wire: this.wire === "always" ? "always" : "auto",
      logger: this.#makeLogger(),
      drainTimeoutMs: 1_000,
      ...(this.simulated === null ? {} : { runtime: this.simulated }),
      ...options,
    };
    const engine = this.wire === "cluster"
      ? this.#openNodes(all, isHeard)
      : new Engine(all);
    this.#keep(engine, isHeard);
    return engine;
  }

  /** Creates the nodes of a cluster, which all have the same options. */
  #openNodes(options: EngineOptions, isHeard: boolean): Engine {
    const cluster = new TestCluster(
      this.simulated ?? undefined,
      options.store === undefined ? 0 : this.#stored++,
    );
    const stores = options.store && divideStore(options.store, NODES.length);
    // Which of them owns what depends on the names.
    const [front = "", ...others] = this.seed % 3 === 2
      ? NODES
      : NODES.toReversed();
    const make = (node: string): EngineOptions => ({
      ...options,
      ...stores && { store: stores.pop()! },
      actors: TROUPE,
      cluster: cluster.join(node),
    });
    const nodes = others.map((node) => new Engine(make(node)));
    for (const node of nodes) this.#keep(node, isHeard);
    return new FrontNode(make(front), nodes);
  }

  #keep(engine: Engine, isHeard: boolean): void {
    if (isHeard) {
      engine.events.subscribe((event) => {
        const isOwn = "actor" in event && isOfCluster(event.actor);
        if (!isOwn) this.events.push(event);
      });
    }
    this.#engines.push(engine);
  }

  /** Says what the puppet of that id does. */
  cast(id: string, part: Part): void {
    cast.set(id, part);
  }

  /** The events of a kind so far. */
  eventsOf<Kind extends EngineEvent["kind"]>(
    kind: Kind,
  ): Extract<EngineEvent, { kind: Kind }>[] {
    return this.events.filter((event) => event.kind === kind) as Extract<
      EngineEvent,
      { kind: Kind }
    >[];
  }

  /** Runs what is ready, and logs what is due, without waiting for time. */
  async settle(): Promise<void> {
    await this.#breathe();
    let patience = PAUSE_ROUNDS;
    while (this.#isReady || (this.#isBeginning && patience-- > 0)) {
      await this.#breathe();
    }
    // What the last turn left to be logged.
    await this.#breathe();
  }

  /** Waits for a condition, and lets time pass for it. */
  async until(isTrue: () => boolean): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!isTrue()) {
      if (performance.now() > end) throw new Error(`Never true: ${isTrue}`);
      await (this.simulated?.advance(1) ?? this.#breathe());
    }
  }

  /** Waits for a promise, and lets time pass for it. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => void (isOver = true);
    promise.then(end, end);
    await this.until(() => isOver);
    return await promise;
  }

  /** Stops every engine. */
  async close(): Promise<void> {
    for (const engine of this.#engines) {
      await this.finish(engine.stop({ drain: false }));
    }
    cast.clear();
  }

  get #isReady(): boolean {
    return this.#isAny("queued");
  }

  // An actor whose `init` waits for its run looks like one that is in it.
  get #isBeginning(): boolean {
    return this.simulated === null && this.#isAny("activating");
  }

  #isAny(state: ActorState): boolean {
    return this.#engines.some((engine) =>
      engine.snapshot().actors.some((actor) => actor.state === state)
    );
  }

  async #breathe(): Promise<void> {
    if (this.wire === "cluster") await cross(this.#engines);
    if (this.simulated !== null) await this.simulated.settle();
    else await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #makeLogger(): Logger {
    const write = (level: string) => (...data: unknown[]) =>
      void this.lines.push([level, ...data].join(" "));
    return {
      debug: write("debug"),
      // Nodes say whom they have met, and what they own.
      info: this.wire === "cluster" ? () => {} : write("info"),
      warn: write("warn"),
      error: write("error"),
    };
  }
}

/** A test. */
export type Body = (stage: Stage) => void | Promise<void>;

/** Registers a test in real time and in simulated time on each wire. */
export function testEverywhere(
  title: string,
  body: Body,
  wires: readonly Wire[] = ONE_MACHINE,
): void {
  for (const wire of wires) {
    testInRealTime(title, body, wire);
    testSimulated(title, body, wire);
  }
}

/** Registers a test that says what time it is on each wire. */
export function testOnBothWires(
  title: string,
  body: Body,
  wires: readonly Wire[] = ONE_MACHINE,
): void {
  for (const wire of wires) testSimulated(title, body, wire);
}

/** Registers a test of what takes time by itself: in real time only. */
export function testInRealTime(
  title: string,
  body: Body,
  wire: Wire = "auto",
): void {
  Deno.test(`${title} (real time, wire ${wire})`, async () => {
    await play(new Stage(wire, SEEDS[0]!, false), body);
  });
}

/** Registers a test that says what time it is: in simulated time only. */
export function testSimulated(
  title: string,
  body: Body,
  wire: Wire = "auto",
): void {
  Deno.test(`${title} (simulated time, wire ${wire})`, async () => {
    for (const seed of SEEDS) await play(new Stage(wire, seed, true), body);
  });
}

async function play(stage: Stage, body: Body): Promise<void> {
  try {
    await body(stage);
  } catch (cause) {
    throw new Error(`seed ${stage.seed}`, { cause });
  } finally {
    await stage.close();
  }
}
