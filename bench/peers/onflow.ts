import { send, spawn } from "@onflow/util-actor";
import { arrivals } from "../arrivals.ts";
import type { Order } from "../orders.ts";
import type {
  Adder,
  Crowd,
  Publisher,
  Receiver,
  Ring,
  Stage,
  Subject,
} from "../subject.ts";

// Without it every call leaves a timer of five seconds behind.
const CALL = { expectReply: true, timeout: 0 } as const;

interface Letter {
  reply(data: unknown): void;
}

let stages = 0;

class RegistryStage implements Stage {
  constructor() {
    stages++;
  }

  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => {
      const address = this.#makeTaker();
      return { take: (text: string) => send(address, "take", { text }) };
    });
  }

  depot(): Receiver<Order> {
    const address = this.#spawn({
      take: (_: unknown, _letter: Letter, order: Order) =>
        arrivals.count(order.items.length),
    });
    // It wants records with an index, which an interface is not.
    return { take: (order) => send(address, "take", { ...order }) };
  }

  adder(): Adder {
    let sum = 0;
    const address = this.#spawn({
      add: (_: unknown, letter: Letter, { amount }: { amount: number }) =>
        letter.reply(sum += amount),
    });
    return { add: (amount) => send(address, "add", { amount }, CALL) };
  }

  slowAdder(): Adder {
    let sum = 0;
    const address = this.#spawn({
      async add(_: unknown, letter: Letter, { amount }: { amount: number }) {
        await null;
        letter.reply(sum += amount);
      },
    });
    return { add: (amount) => send(address, "add", { amount }, CALL) };
  }

  ring(size: number): Ring {
    const addresses: string[] = [];
    for (let at = 0; at < size; at++) {
      addresses.push(this.#spawn({
        hit(_: unknown, _letter: Letter, { left }: { left: number }) {
          const next = addresses[(at + 1) % size]!;
          if (left > 0) send(next, "hit", { left: left - 1 });
          else arrivals.count(0);
        },
      }));
    }
    return { start: (hops) => send(addresses[0]!, "hit", { left: hops }) };
  }

  async publisher(subscribers: number): Promise<Publisher> {
    const takers = Array.from({ length: subscribers }, () => this.#makeTaker());
    type Context = {
      subscribe(address: string): unknown;
      broadcast(tag: string, data: unknown): void;
    };
    const address = this.#spawn({
      follow(context: Context, letter: Letter, { by }: { by: string }) {
        context.subscribe(by);
        letter.reply(true);
      },
      publish: (context: Context, _: Letter, news: { text: string }) =>
        context.broadcast("take", news),
    });
    for (const by of takers) await send(address, "follow", { by }, CALL);
    return { publish: (text) => send(address, "publish", { text }) };
  }

  crowd(): Crowd {
    return {
      greet: (id, text) => send(this.#makeTaker(id), "take", { text }),
    };
  }

  // An actor made of handlers never ends: its loop goes on after EXIT, and
  // throws in the process's face once its address is gone.
  close(): void {}

  #makeTaker(id?: string): string {
    return this.#spawn({
      take: (_: unknown, _letter: Letter, { text }: { text: string }) =>
        arrivals.count(text.length),
    }, id);
  }

  #spawn(handlers: object, id?: string): string {
    return spawn(
      handlers as Parameters<typeof spawn>[0],
      id === undefined ? undefined : `${id} of ${stages}`,
    );
  }
}

/** @onflow/util-actor: a promise a message, and an endless async loop each. */
export const subject: Subject = {
  promises: {
    isolation: "none",
    order: "sender to actor",
    errors: "a log line; the caller waits for its timeout",
    bounds: "none",
  },
  cannot: { timers: "has no timers", wire: "has no bytes" },
  open: () => new RegistryStage(),
};
