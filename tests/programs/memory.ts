// Prints what promise 16 is about, as JSON; `gc` needs `--expose-gc`. Its one
// argument is the wire.
import { Engine, type EngineOptions } from "@backstage/actors";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { assert } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const ACTORS = 20_000;
const BURST = 200_000;
declare const gc: () => void;

/** The heap in use, in bytes, once what can be collected is. */
async function measureHeap(): Promise<number> {
  for (let count = 0; count < 4; count++) {
    // A weak reference is held until the job that read it ends.
    await new Promise((resolve) => setTimeout(resolve, 0));
    gc();
  }
  return Deno.memoryUsage().heapUsed;
}

async function measureIdleActor(engine: Engine): Promise<number> {
  const before = await measureHeap();
  for (let index = 0; index < ACTORS; index++) {
    engine.getActor(CounterProxy, `${index}`).increment();
    // Several at once, so that every inbox has been more than a field.
    if (index % 2 === 0) engine.getActor(CounterProxy, `${index}`).increment();
  }
  await engine.run();
  return (await measureHeap() - before) / ACTORS;
}

async function measureBurst(engine: Engine): Promise<Record<string, number>> {
  const counter = engine.getActor(CounterProxy, "burst");
  const burst = async (length: number): Promise<number> => {
    for (let index = 0; index < length; index++) counter.increment();
    const { heapUsed } = Deno.memoryUsage();
    await engine.run();
    return heapUsed;
  };
  await burst(1_000);
  const before = await measureHeap();
  const peak = await burst(BURST) - before;
  return { peak, rest: await measureHeap() - before };
}

/** Counts payloads, results and errors that outlive their envelopes. */
async function countSurvivors(engine: Engine): Promise<number> {
  const witnesses: WeakRef<object>[] = [];
  const watch = (value: object): object => {
    witnesses.push(new WeakRef(value));
    return value;
  };
  cast.set("a", {
    ask: async (_ctx, input) => {
      watch(input as object);
      await null;
      if (witnesses.length % 5 === 0) throw watch(new Error("no"));
      return watch({ result: true });
    },
    tell: (_ctx, input) => {
      watch(input as object);
      if (witnesses.length % 5 === 0) throw watch(new Error("no"));
    },
  });
  const puppet = engine.getActor(PuppetProxy, "a");
  const replies: Promise<unknown>[] = [];
  for (let index = 0; index < 300; index++) {
    puppet.tell(watch({ index }));
    replies.push(puppet.ask(watch({ index })).catch(() => {}));
  }
  await Promise.all(replies.splice(0));
  const count = () => witnesses.filter((one) => one.deref()).length;
  // A failed call may still be awaited for a moment.
  for (let round = 0; round < 1_000; round++) {
    await measureHeap();
    if (count() === 0) break;
  }
  // Here it is still alive: it keeps none of what failed through it.
  assert(puppet instanceof PuppetProxy);
  return count();
}

const wire = Deno.args[0] === "always" ? "always" : "auto";
const logger = { ...console, error() {} };
const options: EngineOptions = { wire, inboxCapacity: BURST, logger };
await using engine = new Engine(options);
const { peak, rest } = await measureBurst(engine);
const survivors = await countSurvivors(engine);
const idleActor = await measureIdleActor(engine);
console.log(JSON.stringify({ idleActor, peak, rest, survivors }));
