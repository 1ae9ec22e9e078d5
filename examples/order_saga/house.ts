// Those who do something for an order, and tell it.
import type { Context, State } from "@backstage/actors";
import { OrderProxy } from "../generated/order_proxy.gen.ts";
import { bank } from "./bank.ts";

/** What is there of one item. */
export interface Shelf {
  free: number;
  /** How many are put aside, by order. */
  reserved: Map<string, number>;
}

// @generate-proxy
export class Stock {
  readonly #ctx: Context;
  readonly #shelf: State<Shelf>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#shelf = ctx.state("shelf", (): Shelf => ({
      free: 0,
      reserved: new Map(),
    }));
  }

  fill(count: number): void {
    this.#shelf.value.free += count;
  }

  look(): Shelf {
    return this.#shelf.value;
  }

  /** Puts goods aside for an order, if they are there. */
  reserve(order: string, count: number): void {
    const shelf = this.#shelf.value;
    const isReserved = shelf.free >= count;
    if (isReserved) {
      shelf.free -= count;
      shelf.reserved.set(order, count);
    }
    this.#ctx.getActor(OrderProxy, order).noteReserved(isReserved);
  }

  /** Puts the goods of an order back. */
  release(order: string): void {
    const shelf = this.#shelf.value;
    shelf.free += shelf.reserved.get(order) ?? 0;
    shelf.reserved.delete(order);
  }

  /** Forgets the goods of an order: they have left the house. */
  remove(order: string): void {
    this.#shelf.value.reserved.delete(order);
  }
}

// @generate-proxy
export class Cashier {
  readonly #ctx: Context;
  readonly #takings: State<number>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#takings = ctx.state("takings", () => 0);
  }

  /** Has an order paid. */
  async charge(order: string, cents: number): Promise<void> {
    // First what no commit holds back, then what one does. If this turn fails
    // or is cut short it runs again, and the bank knows the key.
    const isPaid = await bank.charge(order, cents);
    if (isPaid) this.#takings.value += cents;
    this.#ctx.getActor(OrderProxy, order).notePaid(isPaid);
  }

  takings(): number {
    return this.#takings.value;
  }
}

// @generate-proxy
export class Carrier {
  readonly #ctx: Context;
  readonly #parcels: State<string[]>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#parcels = ctx.state("parcels", (): string[] => []);
  }

  ship(order: string, what: string): void {
    this.#parcels.value.push(`${what} for ${order}`);
    this.#ctx.getActor(OrderProxy, order).noteShipped();
  }

  parcels(): readonly string[] {
    return this.#parcels.value;
  }
}
