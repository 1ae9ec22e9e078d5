import {
  type ActorOptions,
  type Context,
  newSubscriber,
} from "@backstage/actors";
import { SurveillanceProxy } from "../generated/surveillance_proxy.gen.ts";
import { type Trade, tradesOf } from "./order.ts";

/** Fails on some trades, and is restarted. */
// @generate-proxy
export class Surveillance {
  static readonly options: ActorOptions = {
    supervision: {
      directive: "restart",
      maxRestarts: Infinity,
      backoffMs: { min: 100, max: 400 },
    },
  };
  #seen = 0;

  constructor(private readonly ctx: Context) {}

  /** Watches the trades of a symbol from now on. */
  follow(symbol: string): void {
    const { watch } = SurveillanceProxy.Method;
    this.ctx.getStream<Trade>(tradesOf(symbol))
      .subscribe(newSubscriber(this.ctx.actorId, watch));
  }

  /** Looks at one trade. */
  watch(trade: Trade): void {
    this.#seen++;
    if (trade.buyer === trade.seller) {
      throw new Error(`${trade.buyer} trades with itself in ${trade.symbol}`);
    }
  }

  /** How many trades it has seen since it last began. */
  seen(): number {
    return this.#seen;
  }
}
