/**
 * A client of the cluster that calls, and measures that.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import { fly, quantile } from "../durable/flight.ts";
import { AbacusProxy } from "../generated/abacus_proxy.gen.ts";
import { ParrotProxy } from "../generated/parrot_proxy.gen.ts";
import { BareClient } from "./bare.ts";
import type { FlightPlan, FlightReport } from "./flight_plan.ts";
import type { Perch } from "./parrot.ts";
import { passed } from "./passed.ts";
import { serveCommands } from "./serve_commands.ts";
import type { Settings } from "./settings.ts";
import { track } from "./tracked.ts";

/** How long one try takes to find an actor that has moved. */
const TRY_MS = 100;

/** What is said: so long that it has 178 bytes, with its names. */
const TEXT = "x".repeat(162);

const settings = JSON.parse(Deno.args[0]!) as Settings;
const engine = new Engine({
  cluster: nats({
    servers: settings.servers,
    name: settings.cluster,
    node: settings.node,
    replicas: settings.replicas,
  }),
  logger: { debug() {}, info() {}, warn: console.error, error: console.error },
});
await engine.joined;
let bare: BareClient | null = null;

const parrots = Array.from(
  { length: 256 },
  (_, at) => engine.getActor(ParrotProxy, `parrot ${at}`),
);
let next = 0;

/** Has the next parrot say something. */
const say = (): Promise<unknown> => {
  const id = next = (next + 1) & 0xffff_ffff;
  return parrots[id % parrots.length]!.say({ id, text: TEXT });
};

async function flyPlan(plan: FlightPlan): Promise<FlightReport> {
  const client = bare ??= await BareClient.connect(settings.servers);
  const call = { ours: say, request: client.request, batch: client.batch };
  const { calls, latencies, ms, processorMs } = await fly(
    plan.lanes,
    plan.ms,
    call[plan.way],
  );
  return {
    perSecond: calls / ms * 1_000,
    p50Ms: quantile(latencies, 0.5),
    processorUs: processorMs * 1_000 / calls,
  };
}

/** Finds where parrots are, by their ids. */
async function locate(ids: readonly string[]): Promise<Perch[]> {
  return await Promise.all(
    ids.map((id) =>
      engine.getActor(ParrotProxy, id).with({ timeoutMs: 30_000 }).look()
    ),
  );
}

/**
 * Asks each parrot again and again until it answers from another node; returns
 * when each did, in milliseconds since the epoch.
 */
async function awaitMove(
  { ids, from }: { ids: readonly string[]; from: string },
): Promise<number[]> {
  return await Promise.all(ids.map(async (id) => {
    const parrot = engine.getActor(ParrotProxy, id).with({ timeoutMs: TRY_MS });
    for (;;) {
      const node = await parrot.look().then(({ node }) => node, () => from);
      if (node !== from) return performance.timeOrigin + performance.now();
      await passed(5);
    }
  }));
}

/** Wakes so many parrots, many at once. */
async function wake(
  { count, lanes }: { count: number; lanes: number },
): Promise<{ ms: number; failed: number }> {
  const start = performance.now();
  let made = 0;
  let failed = 0;
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (made < count) {
      const parrot = engine.getActor(ParrotProxy, `one of many ${made++}`);
      await parrot.say({ id: made, text: "wake" }).catch(() => failed++);
    }
  }));
  return { ms: performance.now() - start, failed };
}

/** Calls many parrots at a fixed rate; returns what its calls were like. */
async function trackParrots(
  { count, ms, perSecond }: { count: number; ms: number; perSecond: number },
) {
  const tracked = await track(
    perSecond,
    ms,
    (at) =>
      engine.getActor(ParrotProxy, `one of many ${at * 7_919 % count}`)
        .say({ id: at, text: TEXT }),
  );
  return summarize(tracked);
}

/**
 * Has durable counters count at a fixed rate; returns what its calls were like,
 * how many answers were wrong, and how many counters have begun another life.
 */
async function trackAbacuses(
  { count, ms, perSecond }: { count: number; ms: number; perSecond: number },
) {
  const lives = new Map<string, string>();
  const counts = new Map<string, Set<number>>();
  let wrong = 0;
  let moved = 0;
  const tracked = await track(perSecond, ms, async (at) => {
    const id = `abacus ${at % count}`;
    const answer = await engine.getActor(AbacusProxy, id).add();
    const seen = counts.get(id) ?? new Set();
    counts.set(id, seen);
    if (seen.has(answer.count)) wrong++;
    seen.add(answer.count);
    const life = lives.get(id) ?? answer.life;
    if (life !== answer.life) moved++;
    lives.set(id, answer.life);
  });
  return { ...summarize(tracked), wrong, moved };
}

function summarize({ latencies, ...rest }: Awaited<ReturnType<typeof track>>) {
  return {
    ...rest,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    maxMs: quantile(latencies, 1),
  };
}

await serveCommands({
  fly: flyPlan,
  locate,
  awaitMove,
  wake,
  trackParrots,
  trackAbacuses,
});
