// Savina 16, Sieve of Eratosthenes: a chain of filters that grows.
import type { Context, Engine } from "@backstage/actors";
import { NumberProducerProxy } from "../generated/number_producer_proxy.gen.ts";
import { PrimeFilterProxy } from "../generated/prime_filter_proxy.gen.ts";
import { verify } from "./verify.ts";

const N = 100_000;
const M = 1_000;

// @generate-proxy
export class NumberProducer {
  produce(limit: number, filter: PrimeFilterProxy): void {
    for (let candidate = 3; candidate < limit; candidate += 2) {
      filter.number(candidate);
    }
  }
}

// @generate-proxy
export class PrimeFilter {
  readonly #ctx: Context;
  readonly #primes: number[] = [];
  #next: PrimeFilterProxy | undefined;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  number(candidate: number): void {
    for (const prime of this.#primes) if (candidate % prime === 0) return;
    if (this.#next) {
      this.#next.number(candidate);
    } else if (this.#primes.length < M) {
      this.#primes.push(candidate);
    } else {
      this.#next = this.#ctx.getActor(PrimeFilterProxy, `from ${candidate}`);
      this.#next.number(candidate);
    }
  }

  async primes(): Promise<number> {
    return this.#primes.length + (this.#next ? await this.#next.primes() : 0);
  }
}

export async function playSieve(engine: Engine): Promise<void> {
  const first = engine.getActor(PrimeFilterProxy, "first");
  await first.number(2);
  engine.getActor(NumberProducerProxy, "p").produce(N, first);
  await engine.run();
  verify(await first.primes() === 9592, "primes");
}
