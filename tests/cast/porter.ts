import type { Context } from "@backstage/actors";
import type { Consignment } from "./coffer.ts";
import { CofferProxy } from "./generated/coffer_proxy.gen.ts";

/** Brings money to the coffer of its id, and is not durable. */
// @generate-proxy
export class Porter {
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  bring(sent: Consignment): void {
    const { actorId } = this.#ctx;
    void this.#ctx.getActor(CofferProxy, actorId).receive(sent);
  }
}
