import { actor, createMemoryDriver, setup } from "rivetkit";
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

const worker = actor({
  state: { sum: 0 },
  actions: {
    take: (_context, text: string) => arrivals.count(text.length),
    store: (_context, order: Order) => arrivals.count(order.items.length),
    add: (context, amount: number) => context.state.sum += amount,
    async addSlowly(context, amount: number) {
      await null;
      return context.state.sum += amount;
    },
    hit(context, at: number, size: number, left: number): void {
      if (left === 0) return arrivals.count(0);
      const next = (at + 1) % size;
      const { worker } = context.client<typeof registry>();
      const player = worker.getOrCreate([`player ${next}`]);
      context.waitUntil(player.hit(next, size, left - 1));
    },
  },
});

const registry = setup({ use: { worker } });

function start() {
  return registry.start({
    driver: createMemoryDriver(),
    disableDefaultServer: true,
    noWelcome: true,
    logging: { level: "error" },
  });
}

let stages = 0;
let started: ReturnType<typeof start> | undefined;

class MemoryStage implements Stage {
  readonly #client = (started ??= start()).client;
  readonly #name = `stage ${stages++}`;

  async receivers(count: number): Promise<readonly Receiver<string>[]> {
    const receivers: Receiver<string>[] = [];
    for (let at = 0; at < count; at++) {
      const handle = this.#get(`${at}`);
      await handle.resolve();
      receivers.push({ take: (text) => handle.take(text) });
    }
    return receivers;
  }

  depot(): Receiver<Order> {
    const handle = this.#get("depot");
    return { take: (order) => handle.store(order) };
  }

  adder(): Adder {
    const handle = this.#get("adder");
    return { add: (amount) => handle.add(amount) };
  }

  slowAdder(): Adder {
    const handle = this.#get("slow adder");
    return { add: async (amount) => await handle.addSlowly(amount) };
  }

  ring(size: number): Ring {
    const player = this.#client.worker.getOrCreate(["player 0"]);
    return { start: (hops) => player.hit(0, size, hops) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    return { greet: (id, text) => this.#get(id).take(text) };
  }

  close(): void {}

  #get(id: string) {
    return this.#client.worker.getOrCreate([this.#name, id]);
  }
}

/** rivetkit 2.0, the last with a driver in memory, without its server. */
export const subject: Subject = {
  promises: {
    isolation: "a copy through CBOR each",
    order: "none: each call is a request of its own; async ones overlap",
    errors: "to the caller; unhandled where nobody awaits",
    bounds: "none",
  },
  cannot: {
    timers: "has one-shot schedules that it stores",
    wire: "always by bytes: see W1 to W10",
  },
  open: () => new MemoryStage(),
};
