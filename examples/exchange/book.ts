import type { Context, Stream } from "@backstage/actors";
import { type Order, type Side, type Trade, tradesOf } from "./order.ts";

/** How many orders wait on each side; the worst ones give way. */
const DEPTH = 200;

/** Matches the orders of one symbol: best price first, then first come. */
// @generate-proxy
export class Book {
  readonly #symbol: string;
  readonly #trades: Stream<Trade>;
  readonly #waiting: { [key in Side]: Order[] } = { buy: [], sell: [] };
  #last = 10_000;

  constructor(ctx: Context) {
    this.#symbol = ctx.actorId;
    this.#trades = ctx.getStream(tradesOf(ctx.actorId));
  }

  /** The price of the last trade, in cents. */
  last(): number {
    return this.#last;
  }

  /** Takes an order; returns how many of its shares were traded at once. */
  place(order: Order): number {
    const others = this.#waiting[order.side === "buy" ? "sell" : "buy"];
    let left = order.shares;
    for (let best = others[0]; best && left > 0; best = others[0]) {
      if (!meets(order, best)) break;
      const shares = Math.min(left, best.shares);
      left -= shares;
      best.shares -= shares;
      if (best.shares === 0) others.shift();
      this.#publish(order, best, shares);
    }
    if (left > 0) this.#keep({ ...order, shares: left });
    return order.shares - left;
  }

  #publish(order: Order, best: Order, shares: number): void {
    const [buyer, seller] = order.side === "buy"
      ? [order.trader, best.trader]
      : [best.trader, order.trader];
    this.#last = best.price;
    const { price } = best;
    this.#trades.next({ symbol: this.#symbol, buyer, seller, price, shares });
  }

  #keep(order: Order): void {
    const waiting = this.#waiting[order.side];
    const at = waiting.findIndex((other) => isBetter(order, other));
    waiting.splice(at < 0 ? waiting.length : at, 0, order);
    if (waiting.length > DEPTH) waiting.pop();
  }
}

function meets(order: Order, other: Order): boolean {
  return order.side === "buy"
    ? order.price >= other.price
    : order.price <= other.price;
}

function isBetter(order: Order, other: Order): boolean {
  return order.side === "buy"
    ? order.price > other.price
    : order.price < other.price;
}
