// A minute of simulated time in which a producer outruns its consumer by ten
// to one. Prints how the inbox and the heap fared, as JSON. Its one argument is
// the overflow policy. The heap is measured where it was smallest, shortly
// after the garbage collector ran by itself: told when to run, V8 crashes once
// in a hundred times here.
import { Engine, type Overflow } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const CAPACITY = 100;
const PAYLOAD = Array.from({ length: 128 }, (_, index) => index + 0.5);

const runtime = new SimulatedRuntime({ seed: 7 });
const overflow = Deno.args[0] as Overflow;
const engine = new Engine({
  runtime,
  overflow,
  inboxCapacity: CAPACITY,
  logger: { ...console, error() {} },
});

const counts = { sent: 0, told: 0, failed: 0, handled: 0, longest: 0 };
cast.set("consumer", {
  tell: async () => {
    await new Promise<void>((resolve) => runtime.setTimer(10, resolve));
    counts.handled++;
  },
});
cast.set("producer", {
  tell: (ctx) => {
    const consumer = ctx.getActor(PuppetProxy, "consumer");
    ctx.runRecurring(1, () => {
      counts.sent++;
      const reply = consumer.tell(PAYLOAD);
      // Every other one is awaited, and learns what became of it.
      if (counts.sent % 2 > 0) return;
      reply.then(() => counts.told++, () => counts.failed++);
    });
  },
});

function findConsumer() {
  const { actors } = engine.snapshot();
  return actors.find(({ actor }) => actor.id === "consumer")!;
}

/** Lets time pass, and returns the least heap in use meanwhile, in bytes. */
async function advance(seconds: number): Promise<number> {
  let least = Infinity;
  for (let tick = 0; tick < seconds * 10; tick++) {
    await runtime.advance(100);
    counts.longest = Math.max(counts.longest, findConsumer().inboxLength);
    least = Math.min(least, Deno.memoryUsage().heapUsed);
  }
  return least;
}

await engine.getActor(PuppetProxy, "producer").tell(null);
await runtime.advance(1);
const before = await advance(10);
await advance(10);
// Long enough for the collector to have run, whatever else it has loaded.
const growth = await advance(40) - before;
await engine.poisonPill(PuppetProxy, "producer");
await runtime.advance(2_000);
const { accepted, refused, dropped, inboxLength } = findConsumer();
const rest = inboxLength;
console.log(
  JSON.stringify({ ...counts, accepted, refused, dropped, rest, growth }),
);
await engine.stop({ drain: false });
