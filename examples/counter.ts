// An actor with state, a call that returns and a call that fails.
import { Engine } from "@backstage/actors";
import { CounterProxy } from "./generated/counter_proxy.gen.ts";

// @generate-proxy
export class Counter {
  #count = 0;

  add(amount: number): number {
    if (amount < 0) throw new RangeError(`Cannot add ${amount}`);
    return this.#count += amount;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const counter = engine.getActor(CounterProxy, "visits");

  counter.add(1); // sent: queued, run later, without waiting
  console.log(await counter.add(1)); // called: 2

  try {
    await counter.add(-1);
  } catch (error) {
    if (error instanceof RangeError) console.log(error.message);
  }
  console.log(await counter.add(0)); // a failed call leaves the actor as it is
}
