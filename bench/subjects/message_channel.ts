import { arrivals } from "../arrivals.ts";
import type { Order } from "../orders.ts";
import { toPublisher } from "../publisher.ts";
import type {
  Adder,
  Awaitable,
  Crowd,
  Publisher,
  Receiver,
  Ring,
  Stage,
  Subject,
} from "../subject.ts";

class ChannelStage implements Stage {
  readonly #ports: MessagePort[] = [];

  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => this.#makeReceiver());
  }

  depot(): Receiver<Order> {
    const port = this.#open((order) => {
      arrivals.count((order as Order).items.length);
    });
    return { take: (order) => port.postMessage(order) };
  }

  adder(): Adder {
    let sum = 0;
    return this.#call((amount) => sum += amount);
  }

  slowAdder(): Adder {
    let sum = 0;
    return this.#call(async (amount) => {
      await null;
      return sum += amount;
    });
  }

  ring(size: number): Ring {
    const ports: MessagePort[] = [];
    for (let at = 0; at < size; at++) {
      ports.push(this.#open((left) => {
        const next = ports[(at + 1) % size]!;
        if (left as number > 0) next.postMessage(left as number - 1);
        else arrivals.count(0);
      }));
    }
    return { start: (hops) => ports[0]!.postMessage(hops) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    return { greet: (_id, text) => this.#makeReceiver().take(text) };
  }

  close(): void {
    for (const port of this.#ports) port.close();
  }

  #makeReceiver(): Receiver<string> {
    const port = this.#open((text) => arrivals.count((text as string).length));
    return { take: (text) => port.postMessage(text) };
  }

  /** Opens a channel and returns the port to post to. */
  #open(take: (message: unknown, port: MessagePort) => void): MessagePort {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }) => take(data, port2);
    this.#ports.push(port1, port2);
    return port1;
  }

  /** Opens a channel whose answers come in the order of the questions. */
  #call(answer: (amount: number) => Awaitable<number>): Adder {
    const waiting: ((sum: number) => void)[] = [];
    let first = 0;
    const port = this.#open(async (amount, back) => {
      back.postMessage(await answer(amount as number));
    });
    port.onmessage = ({ data }) => {
      waiting[first++]!(data as number);
      if (first < waiting.length) return;
      waiting.length = 0;
      first = 0;
    };
    return {
      add(amount) {
        port.postMessage(amount);
        return new Promise((resolve) => waiting.push(resolve));
      },
    };
  }
}

/** The platform's channels, both ends in one isolate. */
export const subject: Subject = {
  promises: {
    isolation: "a structured clone each",
    order: "sender to port",
    errors: "the process ends; no reply comes",
    bounds: "none",
  },
  cannot: { timers: "has no timers", wire: "always by bytes: see W1 to W10" },
  open: () => new ChannelStage(),
};
