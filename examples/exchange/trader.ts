import type { Context } from "@backstage/actors";
import { BookProxy } from "../generated/book_proxy.gen.ts";
import { type Side, SYMBOLS } from "./order.ts";

/** Buys and sells at random, a few times a second, until it is told to stop. */
// @generate-proxy
export class Trader {
  #placed = 0;
  #traded = 0;

  constructor(private readonly ctx: Context) {}

  /** Begins to trade. */
  open(): void {
    const pauseMs = 200 + Math.floor(this.ctx.random() * 600);
    this.ctx.runRecurring(pauseMs, () => this.#trade());
  }

  /** How many orders it has placed, and shares it has traded at once. */
  score(): { placed: number; traded: number } {
    return { placed: this.#placed, traded: this.#traded };
  }

  async #trade(): Promise<void> {
    const symbol =
      SYMBOLS[Math.floor(this.ctx.random() ** 2 * SYMBOLS.length)]!;
    const book = this.ctx.getActor(BookProxy, symbol);
    const side: Side = this.ctx.random() < 0.5 ? "buy" : "sell";
    const price = await book.last() +
      Math.round((this.ctx.random() - 0.5) * 40);
    const shares = 1 + Math.floor(this.ctx.random() * 100);
    const trader = this.ctx.actorId;
    this.#placed++;
    this.#traded += await book.place({ trader, side, price, shares });
  }
}
