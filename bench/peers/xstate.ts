import { type AnyActorRef, createActor, createMachine } from "xstate";
import { arrivals } from "../arrivals.ts";
import type { Order } from "../orders.ts";
import { toPublisher } from "../publisher.ts";
import type {
  Crowd,
  Publisher,
  Receiver,
  Ring,
  Stage,
  Subject,
} from "../subject.ts";

const textMachine = createMachine({
  types: { events: {} as { type: "take"; text: string } },
  on: {
    take: { actions: ({ event }) => arrivals.count(event.text.length) },
  },
});

const orderMachine = createMachine({
  types: { events: {} as { type: "take"; order: Order } },
  on: {
    take: { actions: ({ event }) => arrivals.count(event.order.items.length) },
  },
});

const playerMachine = createMachine({
  types: {
    context: {} as { next: AnyActorRef | undefined },
    events: {} as
      | { type: "meet"; next: AnyActorRef }
      | { type: "hit"; left: number },
  },
  context: { next: undefined },
  on: {
    meet: { actions: ({ context, event }) => context.next = event.next },
    hit: {
      actions({ context, event: { left } }) {
        if (left > 0) context.next?.send({ type: "hit", left: left - 1 });
        else arrivals.count(0);
      },
    },
  },
});

function makeTimerMachine(everyMs: number) {
  return createMachine({
    initial: "on",
    states: {
      on: {
        after: {
          [everyMs]: {
            target: "on",
            reenter: true,
            actions: () => arrivals.count(1),
          },
        },
      },
    },
  });
}

class MachineStage implements Stage {
  readonly #actors: AnyActorRef[] = [];

  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => {
      const actor = this.#keep(createActor(textMachine).start());
      return { take: (text: string) => actor.send({ type: "take", text }) };
    });
  }

  depot(): Receiver<Order> {
    const actor = this.#keep(createActor(orderMachine).start());
    return { take: (order) => actor.send({ type: "take", order }) };
  }

  ring(size: number): Ring {
    const players = Array.from(
      { length: size },
      () => this.#keep(createActor(playerMachine).start()),
    );
    for (const [at, player] of players.entries()) {
      player.send({ type: "meet", next: players[(at + 1) % size]! });
    }
    return { start: (hops) => players[0]!.send({ type: "hit", left: hops }) };
  }

  publisher(subscribers: number): Promise<Publisher> {
    return toPublisher(this.receivers(subscribers));
  }

  crowd(): Crowd {
    return {
      greet: (id, text) => {
        const actor = createActor(textMachine, { id }).start();
        this.#keep(actor).send({ type: "take", text });
      },
    };
  }

  timers(count: number, everyMs: number): void {
    const machine = makeTimerMachine(everyMs);
    for (let at = 0; at < count; at++) this.#keep(createActor(machine).start());
  }

  close(): void {
    for (const actor of this.#actors) actor.stop?.();
  }

  #keep<T extends AnyActorRef>(actor: T): T {
    this.#actors.push(actor);
    return actor;
  }
}

const NO_REPLIES = "an event has no reply";

/** xstate 5: state machines; an event to an idle one runs at once. */
export const subject: Subject = {
  promises: {
    isolation: "none",
    order: "sender to actor; an idle one runs in the sender's stack",
    errors: "the actor stops, the error is thrown in a timer",
    bounds: "none",
  },
  cannot: {
    adder: NO_REPLIES,
    slowAdder: NO_REPLIES,
    wire: "has no bytes",
  },
  open: () => new MachineStage(),
};
