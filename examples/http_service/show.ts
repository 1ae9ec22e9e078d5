import type { Context } from "@backstage/actors";
import { payment } from "./payment.ts";

const SEATS = 120;

/** What a visitor asks for. */
export interface Order {
  /** Names the order: one that is sent twice is booked once. */
  readonly key: string;
  readonly seats: number;
}

/** What became of an order. A refusal is an answer, not an error. */
export type Booking =
  | { readonly kind: "booked"; readonly key: string; readonly seats: number }
  | { readonly kind: "refused"; readonly reason: Refusal };

export type Refusal = "bad-number" | "key-taken" | "sold-out";

/** Sells the seats of one show, one order at a time. */
// @generate-proxy
export class Show {
  readonly #ctx: Context;
  readonly #seatsByKey = new Map<string, number>();
  #free = SEATS;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  free(): number {
    return this.#free;
  }

  async book({ key, seats }: Order): Promise<Booking> {
    const known = this.#seatsByKey.get(key);
    if (known === seats) return { kind: "booked", key, seats };
    if (known !== undefined) return { kind: "refused", reason: "key-taken" };
    if (!Number.isInteger(seats) || seats < 1) {
      return { kind: "refused", reason: "bad-number" };
    }
    if (seats > this.#free) return { kind: "refused", reason: "sold-out" };

    // The next order waits meanwhile, so the seats are still free afterwards.
    // A caller that gives up aborts the signal, and nothing has changed yet.
    await payment.take(key, seats, this.#ctx.turn.signal);

    this.#seatsByKey.set(key, seats);
    this.#free -= seats;
    this.#ctx.getStream<number>(`shows/${this.#ctx.actorId}`).next(this.#free);
    return { kind: "booked", key, seats };
  }
}
