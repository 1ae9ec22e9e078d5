import { arrivals } from "../arrivals.ts";
import type { Order } from "../orders.ts";
import type { Crowd, Publisher, Receiver, Stage, Subject } from "../subject.ts";

function listen(target: EventTarget): void {
  target.addEventListener("text", (event) => {
    arrivals.count((event as CustomEvent<string>).detail.length);
  });
}

function dispatch(target: EventTarget, type: string, detail: unknown): void {
  target.dispatchEvent(new CustomEvent(type, { detail }));
}

class TargetStage implements Stage {
  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => {
      const target = new EventTarget();
      listen(target);
      return { take: (text: string) => dispatch(target, "text", text) };
    });
  }

  depot(): Receiver<Order> {
    const target = new EventTarget();
    target.addEventListener("order", (event) => {
      arrivals.count((event as CustomEvent<Order>).detail.items.length);
    });
    return { take: (order) => dispatch(target, "order", order) };
  }

  publisher(subscribers: number): Publisher {
    const target = new EventTarget();
    for (let at = 0; at < subscribers; at++) listen(target);
    return { publish: (text) => dispatch(target, "text", text) };
  }

  crowd(): Crowd {
    const targets = new Map<string, EventTarget>();
    return {
      greet(id, text) {
        const target = new EventTarget();
        targets.set(id, target);
        listen(target);
        dispatch(target, "text", text);
      },
    };
  }

  close(): void {}
}

const NO_REPLIES = "has no replies";

/** The platform's events, with a listener for each receiver. */
export const subject: Subject = {
  promises: {
    isolation: "none",
    order: "runs in the sender's stack",
    errors: "the process ends",
    bounds: "nothing waits",
  },
  cannot: {
    adder: NO_REPLIES,
    slowAdder: NO_REPLIES,
    ring: "a million hops are a stack a million deep",
    timers: "has no timers",
    wire: "has no bytes",
  },
  open: () => new TargetStage(),
};
