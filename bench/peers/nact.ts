import { dispatch, query, spawn, spawnStateless, start, stop } from "nact";
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

const TIMEOUT_MS = 60_000;

type Reference = ReturnType<typeof start>;

interface Question {
  readonly amount: number;
  readonly sender: Reference;
}

function countText(text: string): void {
  arrivals.count(text.length);
}

class NactStage implements Stage {
  readonly #system: Reference = start();

  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => {
      const actor = spawnStateless(this.#system, countText);
      return { take: (text: string) => dispatch(actor, text) };
    });
  }

  depot(): Receiver<Order> {
    const actor = spawnStateless(this.#system, (order: Order) => {
      arrivals.count(order.items.length);
    });
    return { take: (order) => dispatch(actor, order) };
  }

  adder(): Adder {
    return this.#call((sum, amount) => sum + amount);
  }

  slowAdder(): Adder {
    return this.#call(async (sum, amount) => {
      await null;
      return sum + amount;
    });
  }

  ring(size: number): Ring {
    const actors: Reference[] = [];
    for (let at = 0; at < size; at++) {
      actors.push(spawnStateless(this.#system, (left: number) => {
        if (left > 0) dispatch(actors[(at + 1) % size], left - 1);
        else arrivals.count(0);
      }));
    }
    return { start: (hops) => dispatch(actors[0], hops) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    return {
      greet: (id, text) => {
        const name = id.replace(" ", "-");
        dispatch(spawnStateless(this.#system, countText, name), text);
      },
    };
  }

  close(): void {
    stop(this.#system);
  }

  #call(add: (sum: number, amount: number) => Awaitable<number>): Adder {
    const actor = spawn(
      this.#system,
      async (sum: number | undefined, { amount, sender }: Question) => {
        const next = await add(sum ?? 0, amount);
        dispatch(sender, next);
        return next;
      },
    );
    return {
      add: (amount) =>
        query(actor, (sender) => ({ amount, sender }), TIMEOUT_MS),
    };
  }
}

/** nact: functions with inboxes, each message in its own `setImmediate`. */
export const subject: Subject = {
  promises: {
    isolation: "none",
    order: "sender to actor",
    errors: "to a supervisor; the caller waits for its timeout",
    bounds: "none",
  },
  cannot: {
    timers: "has no recurring timers",
    wire: "has no bytes",
  },
  open: () => new NactStage(),
};
