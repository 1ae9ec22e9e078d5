import type { ActorOptions, Context } from "@backstage/actors";
import { WarehouseProxy } from "../generated/warehouse_proxy.gen.ts";
import { context } from "./context.ts";

/** What became of an order, and whose it was at each step. */
export interface Receipt {
  readonly item: string;
  /** Whom the desk served, before it asked the warehouse. */
  readonly served: string;
  /** Whom the warehouse has set it aside for. */
  readonly reserved: string;
  /** Whom the desk served once the warehouse had answered. */
  readonly answered: string;
}

/** Serves several visitors at once. */
// @generate-proxy
export class Desk {
  static readonly options: ActorOptions = { reentrancy: "full" };

  constructor(private readonly ctx: Context) {}

  async order(item: string): Promise<Receipt> {
    const served = context.getStore()!.user;
    const warehouse = this.ctx.getActor(WarehouseProxy, "north");
    const reserved = await warehouse.reserve(item);
    const answered = context.getStore()!.user;
    return { item, served, reserved, answered };
  }
}
