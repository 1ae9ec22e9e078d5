import { assertEquals } from "@std/assert";
import type { SimulatedRuntime } from "@backstage/actors/testing";
import type {
  Graph,
  GraphNode,
  Overview,
} from "../../src/inspector/wire/protocol.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Client, Inspected } from "../support/inspected.ts";

async function simulate(
  body: (
    inspected: Inspected,
    client: Client,
    runtime: SimulatedRuntime,
  ) => Promise<void>,
): Promise<void> {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  await body(inspected, await inspected.connect(), runtime);
}

Deno.test("I6: overview counts waits of a second, not each await", async () => {
  await simulate(async ({ engine }, client, runtime) => {
    const door = Promise.withResolvers<void>();
    cast.set("c", { ask: () => door.promise });
    cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "c").ask(null) });
    const reply = engine.getActor(PuppetProxy, "b").ask(null);
    await runtime.settle();
    const look = async () => {
      const { waiting, stalled } = await client.ask<Overview>({
        view: "overview",
      });
      return [waiting, stalled];
    };
    assertEquals(await look(), [1, 0]);
    await runtime.advance(999);
    assertEquals(await look(), [1, 0]);
    await runtime.advance(1);
    assertEquals(await look(), [1, 1]);
    const { nodes } = await client.ask<Graph>({ view: "graph", by: "actor" });
    const stalled = nodes.filter(({ isStalled }) => isStalled);
    assertEquals(stalled.map(({ name }) => name.id), ["b"]);
    door.resolve();
    await reply;
    assertEquals(await look(), [0, 0]);
  });
});

Deno.test("I6: graph tells one time of one wait", async () => {
  await simulate(async ({ engine }, client, runtime) => {
    const door = Promise.withResolvers<void>();
    cast.set("c", { ask: () => door.promise });
    cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "c").ask(null) });
    const reply = engine.getActor(PuppetProxy, "b").ask(null);
    await runtime.settle();
    await client.ask({ view: "overview" });
    await runtime.advance(1_234);
    const { edges, waits, waiting } = await client.ask<Graph>({
      view: "graph",
      by: "actor",
    });
    assertEquals(waiting, 1);
    assertEquals(waits, [{
      from: { type: "Puppet", id: "b" },
      to: { type: "Puppet", id: "c" },
      method: "ask",
      ms: 1_234,
      isDeadlock: false,
    }]);
    const times = edges.map(({ waitingMs }) => waitingMs)
      .filter((ms) => ms !== null);
    assertEquals(times, [1_234]);
    door.resolve();
    await reply;
  });
});

/** Lets a hub send to so many counters, the last ones most. */
async function sendFromHub(
  { engine }: Inspected,
  runtime: SimulatedRuntime,
  counters: number,
): Promise<void> {
  cast.set("hub", {
    ask: (ctx) => {
      for (let at = 0; at < counters; at++) {
        const counter = ctx.getActor(CounterProxy, `c${at}`);
        for (let times = 0; times <= at; times++) counter.increment();
      }
    },
  });
  engine.getActor(PuppetProxy, "hub").ask(null);
  engine.getActor(CounterProxy, "elsewhere").increment();
  await runtime.advance(1_000);
}

function show({ name, actors }: GraphNode): string {
  return name.id === "" ? `${name.type} x ${actors}` : name.id;
}

Deno.test("I6: graph around an actor joins its many neighbours", async () => {
  await simulate(async (inspected, client, runtime) => {
    await client.ask({ view: "overview" });
    await sendFromHub(inspected, runtime, 30);
    const around = { type: "Puppet", id: "hub" };
    const { nodes, edges } = await client.ask<Graph>({
      view: "graph",
      by: "actor",
      around,
    });
    const busiest = Array.from({ length: 8 }, (_, at) => `c${22 + at}`);
    assertEquals(
      nodes.map(show).sort(),
      ["Counter x 22", ...busiest, "hub"].sort(),
    );
    const rest = edges.find(({ to }) => to.id === "");
    // 1 + 2 + ... + 22 within the second.
    assertEquals([rest?.from?.id, rest?.rate], ["hub", 253]);
  });
});

Deno.test("I6: graph around an actor leaves all others out", async () => {
  await simulate(async (inspected, client, runtime) => {
    await client.ask({ view: "overview" });
    await sendFromHub(inspected, runtime, 3);
    const ask = async (id: string, type: string) => {
      const around = { type, id };
      const question = { view: "graph", by: "actor", around } as const;
      return (await client.ask<Graph>(question)).nodes.map(show).sort();
    };
    assertEquals(await ask("c1", "Counter"), ["c1", "hub"]);
    assertEquals(await ask("elsewhere", "Counter"), ["elsewhere"]);
    assertEquals(await ask("gone", "Counter"), ["gone"]);
    const { error } = await client.answer({
      view: "graph",
      by: "actor",
      around: 1,
    });
    assertEquals(error, "Cannot answer: around must be a name");
  });
});
