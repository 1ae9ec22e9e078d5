import {
  type ActorId,
  type ActorSnapshot,
  Engine,
  type EngineOptions,
  type EngineSnapshot,
  type StopOptions,
} from "@backstage/actors";

/** The other nodes of a test's cluster, and how they are given time. */
export interface Backstage {
  readonly others: readonly Engine[];
  /** Lets all that is ready run, without waiting for time. */
  breathe(): Promise<void>;
}

/**
 * The node of a cluster that a test sees: calls go by the cluster, and what an
 * engine is asked of all that it does is asked of all nodes.
 */
export class FrontNode extends Engine {
  readonly #backstage: Backstage;

  constructor(options: EngineOptions, backstage: Backstage) {
    super(options);
    this.#backstage = backstage;
  }

  override async run(mode?: "until_done" | "once"): Promise<void> {
    // What has been sent is on its way to another node's inboxes.
    await this.#backstage.breathe();
    for (let before = -1; before !== this.#progress;) {
      before = this.#progress;
      await Promise.all([
        super.run(mode),
        ...this.#backstage.others.map((node) => node.run(mode)),
      ]);
      await this.#backstage.breathe();
      if (mode === "once") return;
    }
  }

  override async stop(options?: StopOptions): Promise<void> {
    await Promise.all([
      super.stop(options),
      ...this.#backstage.others.map((node) => node.stop(options)),
    ]);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  override snapshot(): EngineSnapshot {
    return this.#snapshots.reduce(join);
  }

  get #snapshots(): readonly EngineSnapshot[] {
    const others = this.#backstage.others.map((node) => node.snapshot());
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
