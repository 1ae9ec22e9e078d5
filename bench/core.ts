/**
 * Measures the core beside a hand-written floor, by turns in one run:
 * `deno task bench`. Machines are noisy: read the ratios.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { FloorInbox, FloorPlayer, FloorSink } from "./floor.ts";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { BystanderProxy } from "./generated/bystander_proxy.gen.ts";
import { GuestProxy } from "./generated/guest_proxy.gen.ts";
import { PassengerProxy } from "./generated/passenger_proxy.gen.ts";
import { PlayerProxy } from "./generated/player_proxy.gen.ts";
import { SinkProxy } from "./generated/sink_proxy.gen.ts";
import { measure, median, printTable, time, type Workload } from "./measure.ts";

const BURST = 1_000;
const ACTORS = 100_000;

function check(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(`The bench is wrong: ${what}`);
}

function oneWay(engine: Engine): Workload {
  const operations = 1_000_000;
  const bursts = operations / BURST;
  const sink = engine.getActor(SinkProxy, "sink");
  let sent = 0;
  return {
    name: "one-way string, bursts of 1,000",
    operations,
    floorName: "array inbox, one microtask",
    goal: "at most 2.5 times the floor",
    floor: () =>
      time(async () => {
        const actor = new FloorSink();
        const inbox = new FloorInbox(actor);
        for (let burst = 0; burst < bursts; burst++) {
          for (let at = 0; at < BURST; at++) inbox.send(0, "hello");
          await null;
        }
        check(actor.taken === operations, "the floor lost messages");
      }),
    ours: () =>
      time(async () => {
        for (let burst = 0; burst < bursts; burst++) {
          for (let at = 1; at < BURST; at++) sink.take("hello");
          await sink.take("hello");
        }
        sent += operations;
        check(await sink.taken() === sent, "messages were lost");
      }),
  };
}

function calls(engine: Engine): Workload {
  const operations = 100_000;
  const adder = engine.getActor(AdderProxy, "adder");
  let sum = 0;
  return {
    name: "sequential awaited call",
    operations,
    floorName: "await of a resolved promise",
    goal: "at most 300 ns",
    floor: () =>
      time(async () => {
        for (let at = 0; at < operations; at++) await Promise.resolve(at);
      }),
    ours: () =>
      time(async () => {
        for (let at = 0; at < operations; at++) await adder.add(1);
        sum += operations;
        check(await adder.add(0) === sum, "calls were lost");
      }),
  };
}

function hops(engine: Engine): Workload {
  const operations = 1_000_000;
  const left = engine.getActor(PlayerProxy, "left");
  const right = engine.getActor(PlayerProxy, "right");
  left.meet("right");
  right.meet("left");
  return {
    name: "hop between two actors",
    operations,
    floorName: "two array inboxes, a microtask a hop",
    goal: "at most 150 ns",
    floor: () =>
      time(async () => {
        const [one, two] = [new FloorPlayer(), new FloorPlayer()];
        const [inbox, partner] = [new FloorInbox(one), new FloorInbox(two)];
        one.partner = partner;
        two.partner = inbox;
        const end = Promise.withResolvers<void>();
        one.onEnd = two.onEnd = end.resolve;
        inbox.send(0, operations);
        await end.promise;
      }),
    ours: () =>
      time(async () => {
        left.hit(operations);
        await engine.run();
      }),
  };
}

function actors(heap: number[]): Workload {
  return {
    name: "actor created with one message",
    operations: ACTORS,
    floorName: "object with array inbox in a Map",
    goal: "at most 1,500 ns",
    floor: () =>
      time(async () => {
        const inboxes = new Map<string, FloorInbox>();
        for (let id = 0; id < ACTORS; id++) {
          const inbox = new FloorInbox(new FloorSink());
          inboxes.set(`guest ${id}`, inbox);
          inbox.send(0, "hello");
        }
        await null;
        check(inboxes.size === ACTORS, "the floor lost actors");
      }),
    async ours() {
      const engine = new Engine();
      const before = takeHeap();
      const ms = await time(async () => {
        for (let id = 0; id < ACTORS; id++) {
          engine.getActor(GuestProxy, `guest ${id}`).greet("hello");
        }
        await engine.run();
      });
      heap.push((takeHeap() - before) / ACTORS);
      check(engine.snapshot().actors.length === ACTORS, "actors were lost");
      await engine.stop({ drain: false });
      return ms;
    },
  };
}

/** Returns the bytes of live objects: `--v8-flags=--expose-gc` allows it. */
function takeHeap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return Deno.memoryUsage().heapUsed;
}

/** Makes the engine's code as general as a real program's. */
async function warmUp(engine: Engine): Promise<void> {
  const bystander = engine.getActor(BystanderProxy, "bystander");
  const passenger = engine.getActor(PassengerProxy, "passenger");
  for (let at = 0; at < 10_000; at++) {
    bystander.see("something");
    await passenger.stop(at);
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  await warmUp(engine);
  const heap: number[] = [];
  const workloads = [
    oneWay(engine),
    calls(engine),
    hops(engine),
    actors(heap),
  ];
  const results = [];
  for (const workload of workloads) results.push(await measure(workload));
  printTable(results);
  const bytes = median(heap).toFixed(0);
  console.log(`\nAn actor takes ${bytes} bytes of heap; at most 1,200.`);
  const { deno, v8 } = Deno.version;
  console.log(`Deno ${deno}, V8 ${v8}, ${Deno.build.target}; medians of 7.`);
}
