// Savina 4, Fork Join (throughput): N messages to each of A actors, by turns.
import type { Engine } from "@backstage/actors";
import { work } from "./fork_join_create.ts";
import { JoinWorkerProxy } from "../generated/join_worker_proxy.gen.ts";
import { verify } from "./verify.ts";

const N = 10_000;
const A = 60;

// @generate-proxy
export class JoinWorker {
  #handled = 0;

  process(theta: number): void {
    work(theta);
    this.#handled++;
  }

  handled(): number {
    return this.#handled;
  }
}

export async function playForkJoinThroughput(engine: Engine): Promise<void> {
  const workers = Array.from(
    { length: A },
    (_, i) => engine.getActor(JoinWorkerProxy, `w${i}`),
  );
  for (let i = 0; i < N; i++) {
    for (const worker of workers) worker.process(37.2);
  }
  const handled = await Promise.all(workers.map((worker) => worker.handled()));
  verify(handled.every((n) => n === N), "throughput");
}
