import { CallError, type Context } from "@backstage/actors";
import { ClearingHouseProxy } from "../generated/clearing_house_proxy.gen.ts";
import { ComplianceProxy } from "../generated/compliance_proxy.gen.ts";
import { RiskDeskProxy } from "../generated/risk_desk_proxy.gen.ts";

/** Asks what is cleared, waits long for it, and asks whether it may go on. */
// @generate-proxy
export class RiskDesk {
  #limit = 1_000_000;

  constructor(private readonly ctx: Context) {}

  /** Begins to look. */
  open(): void {
    this.ctx.runRecurring(1_500, () => this.#review());
    this.ctx.runRecurring(9_000, () => this.#raise());
  }

  /** How much may be at risk, in cents. */
  limit(): number {
    return this.#limit;
  }

  /** Waits behind every trade that the slow clearing house has to clear. */
  async #review(): Promise<void> {
    const house = this.ctx.getActor(ClearingHouseProxy, "main");
    try {
      await house.with({ timeoutMs: 4_000 }).cleared();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.ctx.log.warn(error.message);
    }
  }

  /** Compliance asks back while the desk waits for it: a deadlock, named. */
  async #raise(): Promise<void> {
    const compliance = this.ctx.getActor(ComplianceProxy, "main");
    try {
      this.#limit = await compliance.approve(this.#limit * 2);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.ctx.log.warn(error.message);
    }
  }
}

/** Approves limits; it calls its caller back, which is a deadlock. */
// @generate-proxy
export class Compliance {
  constructor(private readonly ctx: Context) {}

  /** Returns the limit that holds from now on. */
  async approve(limit: number): Promise<number> {
    const current = await this.ctx.getActor(RiskDeskProxy, "main").limit();
    return Math.min(limit, current * 2);
  }
}
