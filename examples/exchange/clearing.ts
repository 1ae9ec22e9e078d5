import {
  type ActorOptions,
  type Context,
  newSubscriber,
} from "@backstage/actors";
import { ClearingHouseProxy } from "../generated/clearing_house_proxy.gen.ts";
import { type Trade, tradesOf } from "./order.ts";

/**
 * Clears trades slowly: when more come than it can clear, its inbox grows to
 * its bound and drops the oldest.
 */
// @generate-proxy
export class ClearingHouse {
  static readonly options: ActorOptions = {
    inboxCapacity: 2_000,
    overflow: "drop-oldest",
  };
  #cleared = 0;

  constructor(private readonly ctx: Context) {}

  /** Clears the trades of a symbol from now on. */
  follow(symbol: string): void {
    const { clear } = ClearingHouseProxy.Method;
    this.ctx.getStream<Trade>(tradesOf(symbol))
      .subscribe(newSubscriber(this.ctx.actorId, clear));
  }

  /** Clears one trade. */
  async clear(trade: Trade): Promise<void> {
    await this.ctx.sleep(1 + trade.shares / 50);
    this.#cleared++;
  }

  /** How many trades were cleared; it waits behind those that came before. */
  cleared(): number {
    return this.#cleared;
  }
}
