import comedy from "comedy";
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

interface Actor {
  createChild(definition: object): Promise<Actor>;
  send(topic: string, ...message: readonly unknown[]): unknown;
  sendAndReceive(
    topic: string,
    ...message: readonly unknown[]
  ): Promise<number>;
  destroy(): Promise<void>;
}

const sink = {
  take(text: string): void {
    arrivals.count(text.length);
  },
};

class ComedyStage implements Stage {
  readonly #root: Actor;
  readonly #end: () => Promise<void>;

  constructor(root: Actor, end: () => Promise<void>) {
    this.#root = root;
    this.#end = end;
  }

  async receivers(count: number): Promise<readonly Receiver<string>[]> {
    const receivers: Receiver<string>[] = [];
    for (let at = 0; at < count; at++) {
      const actor = await this.#root.createChild(sink);
      receivers.push({ take: (text) => actor.send("take", text) });
    }
    return receivers;
  }

  async depot(): Promise<Receiver<Order>> {
    const actor = await this.#root.createChild({
      take: (order: Order) => arrivals.count(order.items.length),
    });
    return { take: (order) => actor.send("take", order) };
  }

  async adder(): Promise<Adder> {
    let sum = 0;
    const actor = await this.#root.createChild({
      add: (amount: number) => sum += amount,
    });
    return { add: (amount) => actor.sendAndReceive("add", amount) };
  }

  async slowAdder(): Promise<Adder> {
    let sum = 0;
    const actor = await this.#root.createChild({
      async add(amount: number) {
        await null;
        return sum += amount;
      },
    });
    return { add: (amount) => actor.sendAndReceive("add", amount) };
  }

  async ring(size: number): Promise<Ring> {
    const actors: Actor[] = [];
    for (let at = 0; at < size; at++) {
      const next = (at + 1) % size;
      actors.push(
        await this.#root.createChild({
          hit(left: number) {
            if (left > 0) actors[next]!.send("hit", left - 1);
            else arrivals.count(0);
          },
        }),
      );
    }
    return { start: (hops) => actors[0]!.send("hit", hops) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    return {
      greet: async (_id, text) => {
        (await this.#root.createChild(sink)).send("take", text);
      },
    };
  }

  async close(): Promise<void> {
    await this.#end();
  }
}

/** comedy: actors that may be in memory, forked or remote; here in memory. */
export const subject: Subject = {
  promises: {
    isolation: "none in memory",
    order: "sender to actor; async methods overlap",
    errors: "to the caller, or a log line",
    bounds: "none, unless it drops messages while the process is busy",
  },
  cannot: { timers: "has no timers", wire: "in memory has no bytes" },
  async open() {
    const system = comedy.createSystem({ test: true, root: {} });
    const root = await system.rootActor() as unknown as Actor;
    return new ComedyStage(root, async () => void await system.destroy());
  },
};
