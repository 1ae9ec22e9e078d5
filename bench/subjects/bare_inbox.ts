import { arrivals } from "../arrivals.ts";
import { type FloorActor, FloorInbox } from "../floor.ts";
import { copyByHand, type Order } from "../orders.ts";
import type {
  Crowd,
  Publisher,
  Receiver,
  Ring,
  Stage,
  Subject,
} from "../subject.ts";

/** Takes strings or orders, as a class of two methods does. */
class Taker implements FloorActor {
  readonly inbox = new FloorInbox(this);

  take(text: string): void {
    this.inbox.send(0, text);
  }

  takeOrder(order: Order): void {
    this.inbox.send(1, copyByHand(order));
  }

  dispatch(method: number, payload: unknown): void {
    switch (method) {
      case 0:
        return arrivals.count((payload as string).length);
      case 1:
        return arrivals.count((payload as Order).items.length);
    }
  }
}

/** Hits every ball on until its count is down. */
class Player implements FloorActor {
  readonly inbox = new FloorInbox(this);
  next = this.inbox;

  dispatch(_method: number, payload: unknown): void {
    const left = payload as number;
    if (left > 0) this.next.send(0, left - 1);
    else arrivals.count(0);
  }
}

class BareStage implements Stage {
  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => new Taker());
  }

  depot(): Receiver<Order> {
    const taker = new Taker();
    return { take: (order) => taker.takeOrder(order) };
  }

  ring(size: number): Ring {
    const players = Array.from({ length: size }, () => new Player());
    for (const [at, player] of players.entries()) {
      player.next = players[(at + 1) % size]!.inbox;
    }
    return { start: (hops) => players[0]!.inbox.send(0, hops) };
  }

  publisher(subscribers: number): Publisher {
    const takers = Array.from({ length: subscribers }, () => new Taker());
    return {
      publish(text) {
        for (const taker of takers) taker.take(text);
      },
    };
  }

  crowd(): Crowd {
    const takers = new Map<string, Taker>();
    return {
      greet(id, text) {
        const taker = new Taker();
        takers.set(id, taker);
        taker.take(text);
      },
    };
  }

  close(): void {}
}

/** An array that one microtask drains: the least that an actor can be. */
export const subject: Subject = {
  promises: {
    isolation: "none; the struct is copied by hand, unchecked",
    order: "sender to actor",
    errors: "lost, with what waited behind",
    bounds: "none",
  },
  cannot: {
    adder: "has no replies",
    slowAdder: "has no replies",
    timers: "has no timers",
    wire: "has no bytes",
  },
  open: () => new BareStage(),
};
