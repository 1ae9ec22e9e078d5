import { quantile } from "../durable/flight.ts";
import { formatNumber } from "../table.ts";
import { type Bed, nameHost } from "./bed.ts";
import type { Figure } from "./figure.ts";
import { passed } from "./passed.ts";
import type { Perch } from "./parrot.ts";

/** How many actors are looked at. */
const LOOKED_AT = 60;

/** How many of them each node must have before it is killed. */
const LEAST = LOOKED_AT / 4;

const IDS = Array.from({ length: LOOKED_AT }, (_, at) => `seen ${at}`);
const LOOK_MS = 200;
const KILLS = 20;
const STOPS = 3;

/** Waits until both nodes have their shares; returns what the victim has. */
async function awaitShares(bed: Bed, victim: string): Promise<string[]> {
  for (;;) {
    const perches = await bed.caller.ask<Perch[]>("locate", IDS);
    const ids = IDS.filter((_, at) => perches[at]!.node === victim);
    if (ids.length >= LEAST && ids.length <= LOOKED_AT - LEAST) return ids;
    await passed(LOOK_MS);
  }
}

/**
 * Ends a node by a signal; returns how long each of its actors took until it
 * answered elsewhere, in milliseconds.
 */
async function end(
  bed: Bed,
  place: number,
  signal: Deno.Signal,
): Promise<number[]> {
  const from = nameHost(place);
  const ids = await awaitShares(bed, from);
  const moved = bed.caller.ask<number[]>("awaitMove", { ids, from });
  await passed(LOOK_MS);
  const since = performance.timeOrigin + performance.now();
  bed.hosts[place]!.signal(signal);
  const times = (await moved).map((at) => at - since);
  await bed.hosts[place]!.kill();
  await bed.startHost(place);
  return times;
}

async function endAll(
  bed: Bed,
  count: number,
  signal: Deno.Signal,
): Promise<number[]> {
  const times: number[] = [];
  for (let done = 0; done < count; done++) {
    const own = await end(bed, done % bed.hosts.length, signal);
    console.error(`${signal} ${done + 1}: ${describe(own)} s`);
    times.push(...own);
  }
  return times;
}

function describe(times: readonly number[]): string {
  return [0.5, 0.99, 1]
    .map((share) => formatNumber(quantile(times, share) / 1_000))
    .join(" / ");
}

/** Measures how long actors of a dead node are away. */
export async function measureDeath(bed: Bed): Promise<Figure[]> {
  const killed = await endAll(bed, KILLS, "SIGKILL");
  const stopped = await endAll(bed, STOPS, "SIGSTOP");
  return [{
    name: `s until actors of a killed node answer elsewhere, p50 / p99 / ` +
      `max of ${killed.length} in ${KILLS} kills`,
    figure: describe(killed),
    goal: "p99 3",
  }, {
    name: `s until actors of a node that stands still answer elsewhere, p50 ` +
      `/ p99 / max of ${stopped.length} in ${STOPS} times`,
    figure: describe(stopped),
    goal: "25",
  }];
}
