import { setImmediate } from "node:timers";
import {
  type ActorId,
  type ActorSnapshot,
  Engine,
  type EngineOptions,
  type EngineSnapshot,
  type StopOptions,
} from "@backstage/actors";

/** How often the event loop goes round while calls cross between nodes. */
const ROUNDS_TO_CROSS = 8;

/** Lets calls cross between nodes that are joined, and what they set off. */
export async function cross(nodes: readonly Engine[]): Promise<void> {
  // One that stops early never joins.
  await Promise.allSettled(nodes.map(({ joined }) => joined));
  for (let left = ROUNDS_TO_CROSS; left > 0; left--) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/**
 * The node of a cluster that a test sees: calls go by the cluster, and what an
 * engine is asked of all that it does is asked of all nodes.
 */
export class FrontNode extends Engine {
  readonly #others: readonly Engine[];

  constructor(options: EngineOptions, others: readonly Engine[]) {
    super(options);
    this.#others = others;
  }

  override async run(mode?: "until_done" | "once"): Promise<void> {
    // What has been sent is on its way to another node's inboxes.
    await cross([this, ...this.#others]);
    for (let before = -1; before !== this.#progress;) {
      before = this.#progress;
      await Promise.all([
        super.run(mode),
        ...this.#others.map((node) => node.run(mode)),
      ]);
      await cross([this, ...this.#others]);
      if (mode === "once") return;
    }
  }

  override async stop(options?: StopOptions): Promise<void> {
    await Promise.all([
      super.stop(options),
      ...this.#others.map((node) => node.stop(options)),
    ]);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  override snapshot(): EngineSnapshot {
    return this.#snapshots.reduce(join);
  }

  get #snapshots(): readonly EngineSnapshot[] {
    const others = this.#others.map((node) => node.snapshot());
    return [super.snapshot(), ...others];
  }

  /** Grows with whatever a node does. */
  get #progress(): number {
    const { actors, failed, deadLetters } = this.snapshot();
    return actors.reduce(
      (sum, { accepted, handled }) => sum + accepted + handled + 1,
      failed + deadLetters,
    );
  }
}

/** Whether an actor is the cluster's own, of which tests know nothing. */
export function isOfCluster({ type }: ActorId): boolean {
  return type.startsWith("backstage:");
}

function join(one: EngineSnapshot, other: EngineSnapshot): EngineSnapshot {
  const actors = [...one.actors, ...other.actors]
    .filter(({ actor }) => !isOfCluster(actor))
    .sort((a, b) => compare(nameOf(a), nameOf(b)));
  return {
    at: one.at,
    cluster: one.cluster,
    actors,
    types: [...one.types, ...other.types],
    streams: [...one.streams, ...other.streams],
    timers: one.timers + other.timers,
    failed: one.failed + other.failed,
    restarts: one.restarts + other.restarts,
    deadLetters: one.deadLetters + other.deadLetters,
    incidents: [...one.incidents, ...other.incidents].sort((a, b) =>
      b.at - a.at
    ),
  };
}

function nameOf({ actor: { type, id } }: ActorSnapshot): string {
  return `${type}/${id}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
