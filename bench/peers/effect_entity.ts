import { Effect, Exit, Schema, Scope } from "effect";
import { Entity, ShardingConfig } from "effect/cluster";
import { Rpc } from "effect/rpc";
import { arrivals } from "../arrivals.ts";
import type { Order } from "../orders.ts";
import { toPublisher } from "../publisher.ts";
import type {
  Adder,
  Crowd,
  Publisher,
  Receiver,
  Ring,
  Stage,
  Subject,
} from "../subject.ts";

const Actor = Entity.make("Actor", [
  Rpc.make("take", { payload: { text: Schema.String } }),
  Rpc.make("store", { payload: { order: Schema.Unknown } }),
  Rpc.make("add", {
    payload: { amount: Schema.Number },
    success: Schema.Number,
  }),
  Rpc.make("addSlowly", {
    payload: { amount: Schema.Number },
    success: Schema.Number,
  }),
  Rpc.make("hit", { payload: { left: Schema.Number, next: Schema.Unknown } }),
]);

const DISCARD = { discard: true } as const;

type Hit = (left: number) => Effect.Effect<unknown>;

const handlers = Actor.toLayer(Effect.sync(() => {
  let sum = 0;
  return Actor.of({
    take: ({ payload: { text } }) =>
      Effect.sync(() => arrivals.count(text.length)),
    store: ({ payload: { order } }) =>
      Effect.sync(() => arrivals.count((order as Order).items.length)),
    add: ({ payload: { amount } }) => Effect.sync(() => sum += amount),
    addSlowly: ({ payload: { amount } }) =>
      Effect.map(
        Effect.promise(() => Promise.resolve()),
        () => sum += amount,
      ),
    hit: ({ payload: { left, next } }) => Effect.asVoid((next as Hit)(left)),
  });
}));

const makeClient = Entity.makeTestClient(Actor, handlers);
type GetClient = Effect.Success<typeof makeClient>;
type Client = Effect.Success<ReturnType<GetClient>>;

class EntityStage implements Stage {
  readonly #scope: Scope.Closeable;
  readonly #get: GetClient;

  constructor(scope: Scope.Closeable, get: GetClient) {
    this.#scope = scope;
    this.#get = get;
  }

  async receivers(count: number): Promise<readonly Receiver<string>[]> {
    const receivers: Receiver<string>[] = [];
    for (let at = 0; at < count; at++) {
      const client = await this.#open(`${at}`);
      receivers.push({
        take: (text) => Effect.runFork(client.take({ text }, DISCARD)),
      });
    }
    return receivers;
  }

  async depot(): Promise<Receiver<Order>> {
    const client = await this.#open("depot");
    return {
      take: (order) => Effect.runFork(client.store({ order }, DISCARD)),
    };
  }

  async adder(): Promise<Adder> {
    const client = await this.#open("adder");
    return { add: (amount) => Effect.runPromise(client.add({ amount })) };
  }

  async slowAdder(): Promise<Adder> {
    const client = await this.#open("adder");
    return { add: (amount) => Effect.runPromise(client.addSlowly({ amount })) };
  }

  async ring(size: number): Promise<Ring> {
    const hits: Hit[] = [];
    for (let at = 0; at < size; at++) {
      const client = await this.#open(`${at}`);
      const next: Hit = (left) =>
        left > 0
          ? hits[(at + 1) % size]!(left - 1)
          : Effect.sync(() => arrivals.count(0));
      // A hop is a fiber of its own: the one before does not wait for it.
      hits.push((left) =>
        Effect.forkDetach(client.hit({ left, next }, DISCARD))
      );
    }
    return { start: (hops) => Effect.runFork(hits[0]!(hops)) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    return {
      greet: (id, text) => {
        const greeting = Effect.flatMap(
          this.#get(id),
          (client) => client.take({ text }, DISCARD),
        );
        Effect.runFork(Scope.provide(greeting, this.#scope));
      },
    };
  }

  async close(): Promise<void> {
    await Effect.runPromise(Scope.close(this.#scope, Exit.void));
  }

  #open(id: string): Promise<Client> {
    return Effect.runPromise(Scope.provide(this.#get(id), this.#scope));
  }
}

/** effect 4: a cluster's entities, behind the client that tests use. */
export const subject: Subject = {
  promises: {
    isolation: "none in the test client",
    order: "sender to entity",
    errors: "to the caller, typed",
    bounds: "none in the test client",
  },
  cannot: {
    timers: "has durable timers alone (ClusterCron)",
    wire: "the test client has no bytes",
  },
  async open() {
    const scope = await Effect.runPromise(Scope.make());
    const get = await Effect.runPromise(
      makeClient.pipe(
        Scope.provide(scope),
        Effect.provide(ShardingConfig.layer()),
      ),
    );
    return new EntityStage(scope, get);
  },
};
