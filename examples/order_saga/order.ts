import type { Context, State } from "@backstage/actors";
import { CarrierProxy } from "../generated/carrier_proxy.gen.ts";
import { CashierProxy } from "../generated/cashier_proxy.gen.ts";
import { StockProxy } from "../generated/stock_proxy.gen.ts";

/** How far an order has come; the last three are its ends. */
export type Step =
  | "reserving"
  | "paying"
  | "shipping"
  | "shipped"
  | "sold-out"
  | "unpaid";

/** What was ordered. */
export interface Goods {
  readonly item: string;
  readonly count: number;
  readonly cents: number;
}

/** What is kept of an order. */
interface Sale {
  goods: Goods;
  step: Step;
}

/**
 * Leads one order to its end: reserves, has it paid, and ships.
 *
 * Each turn notes how far the order has come and sends what is next, in one
 * commit. So it goes on by itself behind a crash at any point: what was noted
 * was sent, and takes effect once.
 */
// @generate-proxy
export class Order {
  readonly #ctx: Context;
  readonly #sale: State<Sale | null>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#sale = ctx.state("sale", (): Sale | null => null);
  }

  /** Places the order, once: one that is placed is left as it is. */
  place(goods: Goods): void {
    if (this.#sale.value !== null) return;
    this.#sale.value = { goods, step: "reserving" };
    this.#stock(goods).reserve(this.#ctx.actorId, goods.count);
  }

  step(): Step | null {
    return this.#sale.value?.step ?? null;
  }

  /** What the stock says. */
  noteReserved(isReserved: boolean): void {
    const sale = this.#read();
    if (!isReserved) {
      sale.step = "sold-out";
      return;
    }
    sale.step = "paying";
    const cashier = this.#ctx.getActor(CashierProxy, "main");
    cashier.charge(this.#ctx.actorId, sale.goods.cents);
  }

  /** What the cashier says; without money, the goods go back. */
  notePaid(isPaid: boolean): void {
    const sale = this.#read();
    if (!isPaid) {
      sale.step = "unpaid";
      this.#stock(sale.goods).release(this.#ctx.actorId);
      return;
    }
    sale.step = "shipping";
    const { item, count } = sale.goods;
    const carrier = this.#ctx.getActor(CarrierProxy, "main");
    carrier.ship(this.#ctx.actorId, `${count} ${item}`);
  }

  /** What the carrier says. */
  noteShipped(): void {
    const sale = this.#read();
    sale.step = "shipped";
    this.#stock(sale.goods).remove(this.#ctx.actorId);
  }

  #stock({ item }: Goods): StockProxy {
    return this.#ctx.getActor(StockProxy, item);
  }

  #read(): Sale {
    const sale = this.#sale.value;
    if (sale === null) throw new Error("nothing was ordered");
    return sale;
  }
}
