import { Deferred, Effect, Fiber, Queue, Schedule } from "effect";
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

type Mailbox<T> = Queue.Queue<T>;

interface Question {
  readonly amount: number;
  readonly answer: Deferred.Deferred<number>;
}

class QueueStage implements Stage {
  readonly #fibers: Fiber.Fiber<unknown, unknown>[] = [];

  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => this.#makeReceiver());
  }

  depot(): Receiver<Order> {
    const mailbox = this.#handle((order: Order) =>
      arrivals.count(order.items.length)
    );
    return { take: (order) => Queue.offerUnsafe(mailbox, order) };
  }

  adder(): Adder {
    let sum = 0;
    return this.#call(({ amount, answer }) =>
      Effect.suspend(() => Deferred.succeed(answer, sum += amount))
    );
  }

  slowAdder(): Adder {
    let sum = 0;
    return this.#call(({ amount, answer }) =>
      Effect.flatMap(
        Effect.promise(() => Promise.resolve()),
        () => Deferred.succeed(answer, sum += amount),
      )
    );
  }

  ring(size: number): Ring {
    const mailboxes: Mailbox<number>[] = [];
    for (let at = 0; at < size; at++) {
      mailboxes.push(this.#handle((left: number) => {
        const next = mailboxes[(at + 1) % size]!;
        if (left > 0) Queue.offerUnsafe(next, left - 1);
        else arrivals.count(0);
      }));
    }
    return { start: (hops) => Queue.offerUnsafe(mailboxes[0]!, hops) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    const receivers = new Map<string, Receiver<string>>();
    return {
      greet: (id, text) => {
        const receiver = this.#makeReceiver();
        receivers.set(id, receiver);
        receiver.take(text);
      },
    };
  }

  timers(count: number, everyMs: number): void {
    const tick = Effect.repeat(
      Effect.sync(() => arrivals.count(1)),
      Schedule.spaced(everyMs),
    );
    for (let at = 0; at < count; at++) this.#fork(tick);
  }

  async close(): Promise<void> {
    await Effect.runPromise(Fiber.interruptAll(this.#fibers));
  }

  #makeReceiver(): Receiver<string> {
    const mailbox = this.#handle((text: string) => arrivals.count(text.length));
    return { take: (text) => Queue.offerUnsafe(mailbox, text) };
  }

  /** Starts a fiber that takes all that is there, and handles it. */
  #handle<T>(handle: (message: T) => void): Mailbox<T> {
    const mailbox = Effect.runSync(Queue.unbounded<T>());
    const batch = Effect.map(Queue.takeAll(mailbox), (messages) => {
      for (const message of messages) handle(message);
    });
    this.#fork(Effect.forever(batch, { disableYield: true }));
    return mailbox;
  }

  #call(answer: (question: Question) => Effect.Effect<unknown>): Adder {
    const mailbox = Effect.runSync(Queue.unbounded<Question>());
    this.#fork(
      Effect.forever(Effect.flatMap(Queue.take(mailbox), answer), {
        disableYield: true,
      }),
    );
    return {
      add(amount) {
        const question = { amount, answer: Deferred.makeUnsafe<number>() };
        Queue.offerUnsafe(mailbox, question);
        return Effect.runPromise(Deferred.await(question.answer));
      },
    };
  }

  #fork(effect: Effect.Effect<unknown, unknown>): void {
    this.#fibers.push(Effect.runFork(effect));
  }
}

/** effect 4: a fiber that takes from a queue of its own. */
export const subject: Subject = {
  promises: {
    isolation: "none",
    order: "sender to queue",
    errors: "end the fiber, with what waited; or as one writes it",
    bounds: "as one writes it; none here",
  },
  cannot: { wire: "has no bytes" },
  open: () => new QueueStage(),
};
