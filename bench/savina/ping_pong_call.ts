// Savina 1 as request and reply: what a user of this library would write.
import type { Engine } from "@backstage/actors";
import { CallerProxy } from "../generated/caller_proxy.gen.ts";
import { AnswererProxy } from "../generated/answerer_proxy.gen.ts";
import { verify } from "./verify.ts";

const N = 300_000;

// @generate-proxy
export class Caller {
  async play(rounds: number, answerer: AnswererProxy): Promise<number> {
    let sum = 0;
    for (let i = 0; i < rounds; i++) sum += await answerer.ping(i);
    return sum;
  }
}

// @generate-proxy
export class Answerer {
  ping(n: number): number {
    return n & 1;
  }
}

export async function playPingPongCall(engine: Engine): Promise<void> {
  const sum = await engine.getActor(CallerProxy, "c")
    .play(N, engine.getActor(AnswererProxy, "a"));
  verify(sum === N / 2, "sum");
}
