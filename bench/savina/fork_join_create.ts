// Savina 3, Fork Join (actor creation): N actors, one message each, then gone.
import type { Context, Engine } from "@backstage/actors";
import { ForkCollectorProxy } from "../generated/fork_collector_proxy.gen.ts";
import { ForkWorkerProxy } from "../generated/fork_worker_proxy.gen.ts";
import { verify } from "./verify.ts";

export const N = 60_000; // Savina: 40,000; above 65,536 the collector refuses

export function work(theta: number): number {
  const sint = Math.sin(theta);
  return sint * sint;
}

// @generate-proxy
export class ForkWorker {
  constructor(readonly ctx: Context) {}

  run(theta: number, collector: ForkCollectorProxy): void {
    collector.done(work(theta));
    this.ctx.poisonPill();
  }

  call(theta: number): number {
    this.ctx.poisonPill();
    return work(theta);
  }
}

// @generate-proxy
export class ForkCollector {
  #done = 0;
  #sum = 0;

  done(value: number): void {
    this.#done++;
    this.#sum += value;
  }

  result(): [number, number] {
    return [this.#done, this.#sum];
  }
}

export async function playForkJoinCreate(engine: Engine): Promise<void> {
  const collector = engine.getActor(ForkCollectorProxy, "c");
  for (let i = 0; i < N; i++) {
    engine.getActor(ForkWorkerProxy, `w${i}`).run(37.2, collector);
  }
  await engine.run();
  const [done, sum] = await collector.result();
  verify(done === N && Math.abs(sum - N * work(37.2)) < 1e-3, "forks");
}
