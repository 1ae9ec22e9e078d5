import { ServiceBroker } from "moleculer";
import { arrivals } from "../arrivals.ts";
import type { Order } from "../orders.ts";
import type {
  Adder,
  Awaitable,
  Publisher,
  Receiver,
  Stage,
  Subject,
} from "../subject.ts";

type Broker = InstanceType<typeof ServiceBroker>;

class BrokerStage implements Stage {
  readonly #broker: Broker;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  async receivers(): Promise<readonly Receiver<string>[]> {
    await this.#listen(["sink"], "text", ({ params: { text } }) => {
      arrivals.count((text as string).length);
    });
    return [{ take: (text) => this.#broker.emit("text", { text }) }];
  }

  async depot(): Promise<Receiver<Order>> {
    await this.#listen(["depot"], "order", ({ params }) => {
      arrivals.count((params as unknown as Order).items.length);
    });
    return { take: (order) => this.#broker.emit("order", order) };
  }

  adder(): Promise<Adder> {
    let sum = 0;
    return this.#act((amount) => sum += amount);
  }

  slowAdder(): Promise<Adder> {
    let sum = 0;
    return this.#act(async (amount) => {
      await null;
      return sum += amount;
    });
  }

  async publisher(subscribers: number): Promise<Publisher> {
    const names = Array.from({ length: subscribers }, (_, at) => `reader${at}`);
    await this.#listen(names, "news", ({ params: { text } }) => {
      arrivals.count((text as string).length);
    });
    return { publish: (text) => this.#broker.broadcastLocal("news", { text }) };
  }

  async close(): Promise<void> {
    await this.#broker.stop();
  }

  async #act(add: (amount: number) => Awaitable<number>): Promise<Adder> {
    this.#broker.createService({
      name: "adder",
      actions: {
        add: ({ params }: { params: { amount: number } }) => add(params.amount),
      },
    });
    await this.#broker.waitForServices("adder");
    return { add: (amount) => this.#broker.call("adder.add", { amount }) };
  }

  async #listen(
    names: string[],
    event: string,
    handle: (context: { params: Record<string, unknown> }) => void,
  ): Promise<void> {
    for (const name of names) {
      this.#broker.createService({ name, events: { [event]: handle } });
    }
    await this.#broker.waitForServices(names);
  }
}

const NO_INSTANCES = "a service is one for all, not one for each id";

/** moleculer: services with actions and events, here in one broker. */
export const subject: Subject = {
  promises: {
    isolation: "none without a transporter",
    order: "runs in the sender's stack; async ones overlap",
    errors: "to the caller, or a log line",
    bounds: "none, unless a bulkhead is set",
  },
  cannot: {
    many: NO_INSTANCES,
    ring: NO_INSTANCES,
    crowd: NO_INSTANCES,
    timers: "has no timers",
    wire: "without a transporter has no bytes",
  },
  async open() {
    const broker = new ServiceBroker({ logger: false });
    await broker.start();
    return new BrokerStage(broker);
  },
};
