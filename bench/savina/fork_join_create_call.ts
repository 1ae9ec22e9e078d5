// Savina 3 as calls awaited together: what a user of this library would write.
import type { Engine } from "@backstage/actors";
import { N, work } from "./fork_join_create.ts";
import { ForkWorkerProxy } from "../generated/fork_worker_proxy.gen.ts";
import { verify } from "./verify.ts";

export async function playForkJoinCreateCall(engine: Engine): Promise<void> {
  const calls: PromiseLike<number>[] = [];
  for (let i = 0; i < N; i++) {
    calls.push(engine.getActor(ForkWorkerProxy, `w${i}`).call(37.2));
  }
  let sum = 0;
  for (const value of await Promise.all(calls)) sum += value;
  verify(Math.abs(sum - N * work(37.2)) < 1e-3, "forks");
}
