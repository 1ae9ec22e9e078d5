// Savina 11, Dining Philosophers: an arbitrator holds the forks.
import type { Context, Engine } from "@backstage/actors";
import { ArbitratorProxy } from "../generated/arbitrator_proxy.gen.ts";
import { PhilosopherProxy } from "../generated/philosopher_proxy.gen.ts";
import { verify } from "./verify.ts";

const N = 20;
const M = 10_000;

// @generate-proxy
export class Arbitrator {
  readonly #forks: boolean[] = new Array(N).fill(false);
  #meals = 0;
  #denied = 0;
  #exited = 0;

  hungry(id: number, philosopher: PhilosopherProxy): void {
    const other = (id + 1) % N;
    if (this.#forks[id] || this.#forks[other]) {
      this.#denied++;
      philosopher.denied();
    } else {
      this.#forks[id] = this.#forks[other] = true;
      this.#meals++;
      philosopher.eat();
    }
  }

  done(id: number): void {
    this.#forks[id] = this.#forks[(id + 1) % N] = false;
  }

  exit(): void {
    this.#exited++;
  }

  result(): { meals: number; denied: number; exited: number } {
    return { meals: this.#meals, denied: this.#denied, exited: this.#exited };
  }
}

// @generate-proxy
export class Philosopher {
  readonly #self: PhilosopherProxy;
  readonly #id: number;
  #arbitrator!: ArbitratorProxy;
  #left = 0;

  constructor(ctx: Context) {
    this.#self = ctx.self(PhilosopherProxy);
    this.#id = Number(ctx.actorId);
  }

  begin(arbitrator: ArbitratorProxy, rounds: number): void {
    this.#arbitrator = arbitrator;
    this.#left = rounds;
    this.start();
  }

  start(): void {
    this.#arbitrator.hungry(this.#id, this.#self);
  }

  denied(): void {
    this.#arbitrator.hungry(this.#id, this.#self);
  }

  eat(): void {
    this.#arbitrator.done(this.#id);
    if (--this.#left > 0) this.#self.start();
    else this.#arbitrator.exit();
  }
}

export async function playPhilosophers(engine: Engine): Promise<string> {
  const arbitrator = engine.getActor(ArbitratorProxy, "a");
  for (let i = 0; i < N; i++) {
    engine.getActor(PhilosopherProxy, String(i)).begin(arbitrator, M);
  }
  await engine.run();
  const { meals, denied, exited } = await arbitrator.result();
  verify(meals === N * M && exited === N, "meals");
  return `denied ${denied}`;
}
