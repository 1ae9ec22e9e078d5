// Savina 13, Cigarette Smokers: an arbiter picks who smokes next.
import type { Context, Engine } from "@backstage/actors";
import { ArbiterProxy } from "../generated/arbiter_proxy.gen.ts";
import { SmokerProxy } from "../generated/smoker_proxy.gen.ts";
import { busyWait } from "./busy_wait.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const ROUNDS = 300_000; // Savina: 1,000
const SMOKERS = 200;
const WAIT = 10; // Savina: 1,000

// @generate-proxy
export class Arbiter {
  readonly #random = new PseudoRandom(ROUNDS * SMOKERS);
  #smokers: SmokerProxy[] = [];
  #rounds = 0;

  start(smokers: SmokerProxy[]): void {
    this.#smokers = smokers;
    this.#notify();
  }

  started(): void {
    if (++this.#rounds < ROUNDS) this.#notify();
    else for (const smoker of this.#smokers) smoker.exit();
  }

  rounds(): number {
    return this.#rounds;
  }

  #notify(): void {
    const smoker = this.#smokers[this.#random.below(SMOKERS)]!;
    smoker.smoke(this.#random.below(WAIT) + 10);
  }
}

// @generate-proxy
export class Smoker {
  readonly #ctx: Context;
  #arbiter!: ArbiterProxy;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  begin(arbiter: ArbiterProxy): void {
    this.#arbiter = arbiter;
  }

  smoke(period: number): void {
    this.#arbiter.started();
    busyWait(period);
  }

  exit(): void {
    this.#ctx.poisonPill();
  }
}

export async function playSmokers(engine: Engine): Promise<void> {
  const arbiter = engine.getActor(ArbiterProxy, "a");
  const smokers = Array.from(
    { length: SMOKERS },
    (_, i) => engine.getActor(SmokerProxy, `s${i}`),
  );
  await Promise.all(smokers.map((smoker) => smoker.begin(arbiter)));
  arbiter.start(smokers);
  await engine.run();
  verify(await arbiter.rounds() === ROUNDS, "rounds");
}
