import { arrivals } from "../arrivals.ts";
import { copyByHand, type Order } from "../orders.ts";
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

type Handler<T, R> = (payload: T) => R | Promise<R>;

interface Letter<T, R> {
  readonly payload: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** What one writes first: a promise for each message, and an async loop. */
class PromisedInbox<T, R> {
  readonly #handle: Handler<T, R>;
  #waiting: Letter<T, R>[] = [];
  #isDraining = false;

  constructor(handle: Handler<T, R>) {
    this.#handle = handle;
  }

  send(payload: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ payload, resolve, reject });
      if (!this.#isDraining) this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    await null;
    while (this.#waiting.length > 0) {
      const letters = this.#waiting;
      this.#waiting = [];
      for (const { payload, resolve, reject } of letters) {
        try {
          resolve(await this.#handle(payload));
        } catch (error) {
          reject(error);
        }
      }
    }
    this.#isDraining = false;
  }
}

function makeTaker(): Receiver<string> {
  const inbox = new PromisedInbox((text: string) =>
    arrivals.count(text.length)
  );
  return { take: (text) => inbox.send(text) };
}

class PromisedStage implements Stage {
  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, makeTaker);
  }

  depot(): Receiver<Order> {
    const inbox = new PromisedInbox((order: Order) =>
      arrivals.count(order.items.length)
    );
    return { take: (order) => inbox.send(copyByHand(order)) };
  }

  adder(): Adder {
    let sum = 0;
    const inbox = new PromisedInbox((amount: number) => sum += amount);
    return { add: (amount) => inbox.send(amount) };
  }

  slowAdder(): Adder {
    let sum = 0;
    const inbox = new PromisedInbox(async (amount: number) => {
      await null;
      return sum += amount;
    });
    return { add: (amount) => inbox.send(amount) };
  }

  ring(size: number): Ring {
    const inboxes: PromisedInbox<number, void>[] = [];
    for (let at = 0; at < size; at++) {
      inboxes.push(
        new PromisedInbox((left) => {
          if (left > 0) inboxes[(at + 1) % size]!.send(left - 1);
          else arrivals.count(0);
        }),
      );
    }
    return { start: (hops) => inboxes[0]!.send(hops) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    const takers = new Map<string, Receiver<string>>();
    return {
      greet(id, text) {
        const taker = makeTaker();
        takers.set(id, taker);
        taker.take(text);
      },
    };
  }

  close(): void {}
}

/** A promise for each message, and a loop that awaits each. */
export const subject: Subject = {
  promises: {
    isolation: "none; the struct is copied by hand, unchecked",
    order: "sender to actor",
    errors: "to the caller; unhandled where nobody awaits",
    bounds: "none",
  },
  cannot: { timers: "has no timers", wire: "has no bytes" },
  open: () => new PromisedStage(),
};
