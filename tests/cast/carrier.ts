import type { Context } from "@backstage/actors";
import { VaultProxy } from "./generated/vault_proxy.gen.ts";
import type { Transfer } from "./vault.ts";

/** Brings money to vaults, and is not durable: what it carries may be lost. */
// @generate-proxy
export class Carrier {
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  bring(to: string, transfer: Transfer): void {
    void this.#ctx.getActor(VaultProxy, to).receive(transfer);
  }
}
