// Savina 2 with a producer that waits for every 4,096th message.
import type { Engine } from "@backstage/actors";
import { N } from "./counting.ts";
import { TallyProxy } from "../generated/tally_proxy.gen.ts";
import { TallyKeeperProxy } from "../generated/tally_keeper_proxy.gen.ts";
import { verify } from "./verify.ts";

export async function playCountingPaced(engine: Engine): Promise<void> {
  const counter = engine.getActor(TallyProxy, "c");
  const producer = engine.getActor(TallyKeeperProxy, "p");
  verify(await producer.producePaced(N, counter) === N, "count");
}
