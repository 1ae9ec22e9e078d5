import { expose, releaseProxy, type Remote, wrap } from "comlink";
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

class Sink {
  take(text: string): void {
    arrivals.count(text.length);
  }
}

class Depot {
  take(order: Order): void {
    arrivals.count(order.items.length);
  }
}

class Sum {
  #sum = 0;

  add(amount: number): number {
    return this.#sum += amount;
  }

  async addSlowly(amount: number): Promise<number> {
    await null;
    return this.#sum += amount;
  }
}

class Player {
  next: Remote<Player> | undefined;

  hit(left: number): void {
    if (left > 0) this.next?.hit(left - 1);
    else arrivals.count(0);
  }
}

class ComlinkStage implements Stage {
  readonly #ports: MessagePort[] = [];
  readonly #proxies: { [releaseProxy](): void }[] = [];

  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => this.#open(new Sink()));
  }

  depot(): Receiver<Order> {
    return this.#open(new Depot());
  }

  adder(): Adder {
    return this.#open(new Sum());
  }

  slowAdder(): Adder {
    const sum = this.#open(new Sum());
    return { add: (amount) => sum.addSlowly(amount) };
  }

  ring(size: number): Ring {
    const players = Array.from({ length: size }, () => new Player());
    const proxies = players.map((player) => this.#open(player));
    for (const [at, player] of players.entries()) {
      player.next = proxies[(at + 1) % size]!;
    }
    return { start: (hops) => proxies[0]!.hit(hops) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    return { greet: (_id, text) => this.#open(new Sink()).take(text) };
  }

  close(): void {
    for (const port of this.#ports) port.close();
  }

  #open<T extends object>(target: T): Remote<T> {
    const { port1, port2 } = new MessageChannel();
    expose(target, port2);
    port2.start();
    this.#ports.push(port1, port2);
    const proxy = wrap<T>(port1);
    // A proxy that is collected closes its port.
    this.#proxies.push(proxy);
    return proxy;
  }
}

/** comlink: objects behind a MessageChannel, here both in one isolate. */
export const subject: Subject = {
  promises: {
    isolation: "a structured clone each",
    order: "sender to port; async methods overlap",
    errors: "to the caller; unhandled where nobody awaits",
    bounds: "none",
  },
  cannot: { timers: "has no timers", wire: "always by bytes: see W1 to W10" },
  open: () => new ComlinkStage(),
};
