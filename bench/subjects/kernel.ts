import { arrivals } from "../arrivals.ts";
import { Cell, type KernelActor } from "../kernel.ts";
import { copyByHand, type Order } from "../orders.ts";
import type {
  Adder,
  Crowd,
  Publisher,
  Receiver,
  Ring,
  Stage,
  Subject,
} from "../subject.ts";

class Sink implements KernelActor {
  dispatch(_method: number, payload: unknown): void {
    return arrivals.count((payload as string).length);
  }
}

class Depot implements KernelActor {
  dispatch(_method: number, payload: unknown): void {
    return arrivals.count((payload as Order).items.length);
  }
}

class Sum implements KernelActor {
  #sum = 0;

  dispatch(_method: number, payload: unknown): number {
    return this.#sum += payload as number;
  }
}

class SlowSum implements KernelActor {
  #sum = 0;

  async dispatch(_method: number, payload: unknown): Promise<number> {
    await null;
    return this.#sum += payload as number;
  }
}

class Player implements KernelActor {
  readonly cell = new Cell(this);
  next = this.cell;

  dispatch(_method: number, payload: unknown): void {
    const left = payload as number;
    if (left > 0) this.next.send(0, left - 1);
    else arrivals.count(0);
  }
}

class Guest implements KernelActor {
  name = "";

  dispatch(_method: number, payload: unknown): void {
    this.name = payload as string;
    arrivals.count(this.name.length);
  }
}

class KernelStage implements Stage {
  receivers(count: number): readonly Receiver<string>[] {
    return Array.from({ length: count }, () => {
      const cell = new Cell(new Sink());
      return { take: (text) => cell.send(0, text) };
    });
  }

  depot(): Receiver<Order> {
    const cell = new Cell(new Depot());
    return { take: (order) => cell.send(0, copyByHand(order)) };
  }

  adder(): Adder {
    return makeAdder(new Sum());
  }

  slowAdder(): Adder {
    return makeAdder(new SlowSum());
  }

  ring(size: number): Ring {
    const players = Array.from({ length: size }, () => new Player());
    for (const [at, player] of players.entries()) {
      player.next = players[(at + 1) % size]!.cell;
    }
    return { start: (hops) => players[0]!.cell.send(0, hops) };
  }

  publisher(subscribers: number): Publisher {
    const cells = Array.from(
      { length: subscribers },
      () => new Cell(new Sink()),
    );
    return {
      publish(text) {
        for (const cell of cells) cell.send(0, text);
      },
    };
  }

  crowd(): Crowd {
    const guests = new Map<string, Cell>();
    return {
      greet(id, text) {
        const cell = new Cell(new Guest());
        guests.set(id, cell);
        cell.send(0, text);
      },
    };
  }

  close(): void {}
}

function makeAdder(sum: KernelActor): Adder {
  const cell = new Cell(sum);
  return { add: (amount) => cell.call(0, amount) as Promise<number> };
}

async function warmUp(): Promise<void> {
  const stage = new KernelStage();
  const [receiver] = stage.receivers(1);
  const adder = stage.adder();
  const guest = new Cell(new Guest());
  for (let at = 0; at < 10_000; at++) {
    receiver!.take("something");
    guest.send(0, "somebody");
    await adder.add(at);
  }
  arrivals.reset();
}

/** What the core's semantics cost where nothing else is promised. */
export const subject: Subject = {
  promises: {
    isolation: "by value; the struct is copied by hand, unchecked",
    order: "sender to actor",
    errors: "to the caller, or kept",
    bounds: "none",
  },
  cannot: { timers: "has no timers", wire: "has no bytes" },
  open: async () => {
    await warmUp();
    return new KernelStage();
  },
};
