// Savina 2, Counting Actor: one actor floods another, then asks for the count.
import type { ActorOptions, Engine } from "@backstage/actors";
import { TallyProxy } from "../generated/tally_proxy.gen.ts";
import { TallyKeeperProxy } from "../generated/tally_keeper_proxy.gen.ts";
import { verify } from "./verify.ts";

export const N = 1_000_000;

// @generate-proxy
export class Tally {
  // Without this, whatever is past 65,536 is refused and the count is short.
  static readonly options: ActorOptions = { inboxCapacity: 2_000_000 };
  #count = 0;

  increment(): void {
    this.#count++;
  }

  value(): number {
    return this.#count;
  }
}

// @generate-proxy
export class TallyKeeper {
  async produce(n: number, counter: TallyProxy): Promise<number> {
    for (let i = 0; i < n; i++) counter.increment();
    return await counter.value();
  }

  /** Waits for every 4,096th, so that the default inbox is enough. */
  async producePaced(
    n: number,
    counter: TallyProxy,
  ): Promise<number> {
    for (let i = 1; i <= n; i++) {
      if (i % 4_096 === 0) await counter.increment();
      else counter.increment();
    }
    return await counter.value();
  }
}

export async function playCounting(engine: Engine): Promise<void> {
  const counter = engine.getActor(TallyProxy, "c");
  const producer = engine.getActor(TallyKeeperProxy, "p");
  verify(await producer.produce(N, counter) === N, "count");
}
