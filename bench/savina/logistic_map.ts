// Savina 14, Logistic Map Series: workers ask a computer for each next term.
import type { Engine } from "@backstage/actors";
import { LogMasterProxy } from "../generated/log_master_proxy.gen.ts";
import { RateComputerProxy } from "../generated/rate_computer_proxy.gen.ts";
import { SeriesWorkerProxy } from "../generated/series_worker_proxy.gen.ts";
import { verify } from "./verify.ts";

const TERMS = 25_000;
const SERIES = 10;
const RATE = 3.46;
const STEP = 0.0025;

// @generate-proxy
export class RateComputer {
  #rate = 0;

  begin(rate: number): void {
    this.#rate = rate;
  }

  compute(term: number): number {
    return this.#rate * term * (1 - term);
  }
}

// @generate-proxy
export class SeriesWorker {
  #computer!: RateComputerProxy;
  #term = 0;

  begin(computer: RateComputerProxy, term: number): void {
    this.#computer = computer;
    this.#term = term;
  }

  async next(): Promise<void> {
    this.#term = await this.#computer.compute(this.#term);
  }

  term(): number {
    return this.#term;
  }
}

// @generate-proxy
export class LogMaster {
  async start(terms: number, workers: SeriesWorkerProxy[]): Promise<number> {
    for (let i = 0; i < terms; i++) for (const worker of workers) worker.next();
    let sum = 0;
    for (const term of await Promise.all(workers.map((w) => w.term()))) {
      sum += term;
    }
    return sum;
  }
}

export async function playLogisticMap(engine: Engine): Promise<void> {
  let expected = 0;
  const workers: SeriesWorkerProxy[] = [];
  for (let i = 0; i < SERIES; i++) {
    const computer = engine.getActor(RateComputerProxy, `c${i}`);
    await computer.begin(RATE + i * STEP);
    const worker = engine.getActor(SeriesWorkerProxy, `w${i}`);
    await worker.begin(computer, i * STEP);
    workers.push(worker);
    let term = i * STEP;
    for (let k = 0; k < TERMS; k++) {
      term = (RATE + i * STEP) * term * (1 - term);
    }
    expected += term;
  }
  const sum = await engine.getActor(LogMasterProxy, "m").start(TERMS, workers);
  verify(sum === expected, "terms");
}
