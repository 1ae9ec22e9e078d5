import { type Context, ExpectedError, type State } from "@backstage/actors";

const SEATS = 200;

/** What a customer has booked. */
export interface Booking {
  readonly customer: string;
  readonly seats: readonly number[];
}

/** Sells the seats of one concert. */
// @generate-proxy
export class Concert {
  readonly #sold: State<Map<number, string>>;

  constructor(ctx: Context) {
    this.#sold = ctx.state("sold", (): Map<number, string> => new Map());
  }

  /** Who has which seat. */
  sold(): ReadonlyMap<number, string> {
    return this.#sold.value;
  }

  /**
   * Books seats, all of them or none; it answers when that is on the disk.
   *
   * @throws {ExpectedError} If one is taken (`conflict`), or is no seat
   * (`no-seat`).
   */
  book(booking: Booking): Booking {
    const sold = this.#sold.value;
    for (const seat of booking.seats) {
      if (!Number.isInteger(seat) || seat < 1 || seat > SEATS) {
        throw new ExpectedError(`there is no seat ${seat}`, {
          code: "no-seat",
        });
      }
      if (sold.has(seat)) {
        throw new ExpectedError(`seat ${seat} is taken`, { code: "conflict" });
      }
      // If a later one is taken, all of this is undone.
      sold.set(seat, booking.customer);
    }
    return booking;
  }
}
