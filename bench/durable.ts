/**
 * Measures durable actors over SQLite with `synchronous=FULL`, with states of
 * 200 bytes, beside raw batches of the same size in the same run: `deno task
 * bench:durable`. Machines are noisy: read the ratios, and the processor time.
 *
 * @module
 */
import { Engine, type EngineOptions } from "@backstage/actors";
import { sqlite } from "@backstage/actors/sqlite";
import { memoryStore } from "@backstage/actors/testing";
import { parseArgs } from "@std/cli/parse-args";
import { type Flight, fly, quantile } from "./durable/flight.ts";
import { ACTORS, type Keeper } from "./durable/keeper.ts";
import { openRawSqlite } from "./durable/raw_sqlite.ts";
import { type Commits, WatchedStore } from "./durable/watched_store.ts";
import { PurseProxy } from "./generated/purse_proxy.gen.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./measure.ts";
import { formatNumber, formatTable } from "./table.ts";
import process from "node:process";

const WARM_UPS = 1;
const ROUNDS = 5;
const DURATION_MS = 3_000;
const FLOOR_MS = 1_000;
const IN_FLIGHT = 1_000;
const MEGABYTE = 1_048_576;

/** Calls that are made at once, and how long each commit takes meanwhile. */
const FLOOD = 40_000;
const SLOW_MS = 100;

/** One load, and what it is measured by. */
interface Load {
  readonly name: string;
  readonly actors: number;
  readonly lanes: number;
  readonly goal: string;
}

const LOADS: readonly Load[] = [
  {
    name: `${ACTORS} actors, ${IN_FLIGHT} calls in flight`,
    actors: ACTORS,
    lanes: IN_FLIGHT,
    goal: "30,000; 0.6 of the floor",
  },
  {
    name: `1 actor, ${IN_FLIGHT} calls in flight`,
    actors: 1,
    lanes: IN_FLIGHT,
    goal: "150,000",
  },
  {
    name: `${ACTORS} actors, 1 call in flight`,
    actors: ACTORS,
    lanes: 1,
    goal: "a commit and 1 ms",
  },
];

/** An engine with actors that are awake, and what its commits took. */
class Bed implements AsyncDisposable {
  readonly store: WatchedStore;
  readonly #engine: Engine;
  readonly #purses: readonly PurseProxy[];
  #next = 0;

  constructor(store: WatchedStore, actors: number, options: EngineOptions) {
    this.store = store;
    this.#engine = new Engine({ callTimeoutMs: 0, ...options, store });
    this.#purses = Array.from(
      { length: actors },
      (_, at) => this.#engine.getActor(PurseProxy, `purse ${at}`),
    );
  }

  /** Wakes all actors, with a first commit each. */
  async wake(): Promise<void> {
    await Promise.all(this.#purses.map((purse) => purse.put(1)));
    this.store.clear();
  }

  /** Calls actors by turns, in an order that is scattered over the file. */
  readonly call = (): Promise<number> => {
    this.#next = (this.#next + 7_919) % this.#purses.length;
    return this.#purses[this.#next]!.put(1);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine.stop();
  }
}

/** What one round has measured. */
interface Round {
  readonly flight: Flight;
  readonly commits: Commits;
  readonly floor: Floor;
}

/** What raw batches of the same size do. */
interface Floor {
  readonly size: number;
  readonly statesPerSecond: number;
  /** The processor time of a state, in microseconds. */
  readonly processorUs: number;
  /** The median of its commits, in milliseconds. */
  readonly commitMs: number;
}

async function raceFloor(keeper: Keeper, size: number): Promise<Floor> {
  const times: number[] = [];
  const start = performance.now();
  const before = process.cpuUsage();
  while (performance.now() - start < FLOOR_MS) {
    times.push(...await keeper.commit(size, 1));
  }
  const { user, system } = process.cpuUsage(before);
  const states = size * times.length;
  const ms = times.reduce((sum, time) => sum + time, 0);
  return {
    size,
    statesPerSecond: states / ms * 1_000,
    processorUs: (user + system) / states,
    commitMs: median(times),
  };
}

async function play(bed: Bed, lanes: number, floor: Keeper): Promise<Round> {
  bed.store.clear();
  const flight = await fly(lanes, DURATION_MS, bed.call);
  const { commits } = bed.store;
  const size = Math.max(1, Math.round(commits.writes / commits.count));
  return { flight, commits, floor: await raceFloor(floor, size) };
}

async function measure(folder: string, load: Load, floor: Keeper) {
  const path = `${folder}/${load.actors} ${load.lanes}.db`;
  const store = new WatchedStore(sqlite(path));
  await using bed = new Bed(store, load.actors, {});
  await bed.wake();
  const rounds: Round[] = [];
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const played = await play(bed, load.lanes, floor);
    if (round >= 0) rounds.push(played);
  }
  return rounds;
}

const HEAD = [
  "",
  "turns a second",
  "range",
  "goal",
  "actors a commit",
  "of raw batches",
  "processor us a turn",
  "raw",
  "timer late ms p50 / p99",
  "answer ms p50",
  "commit ms p50",
  "raw",
];

/** Returns the median of what each round has. */
function of(rounds: readonly Round[], pick: (round: Round) => number): string {
  return formatNumber(median(rounds.map(pick)));
}

function rateOf({ flight }: Round): number {
  return flight.calls / flight.ms * 1_000;
}

/** How many of the states a second that raw batches write are written. */
function shareOf({ flight, commits, floor }: Round): number {
  return commits.writes / flight.ms * 1_000 / floor.statesPerSecond;
}

function describe({ name, goal }: Load, rounds: readonly Round[]): string[] {
  const rates = rounds.map(rateOf);
  const late = (share: number): string =>
    of(rounds, ({ flight }) => quantile(flight.lateness, share));
  return [
    name,
    of(rounds, rateOf),
    [Math.min(...rates), Math.max(...rates)].map(formatNumber).join("-"),
    goal,
    of(rounds, ({ floor }) => floor.size),
    of(rounds, shareOf),
    of(rounds, ({ flight }) => flight.processorMs * 1_000 / flight.calls),
    of(rounds, ({ floor }) => floor.processorUs),
    `${late(0.5)} / ${late(0.99)}`,
    of(rounds, ({ flight }) => quantile(flight.latencies, 0.5)),
    of(rounds, ({ commits }) => median(commits.times)),
    of(rounds, ({ floor }) => floor.commitMs),
  ];
}

/** Has more called at once than a slow store can take, and watches memory. */
async function flood(delayMs: number): Promise<string[]> {
  const store = new WatchedStore(memoryStore());
  await using bed = new Bed(store, ACTORS, {});
  await bed.wake();
  store.delayMs = delayMs;
  const before = Deno.memoryUsage().heapUsed;
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, Deno.memoryUsage().heapUsed);
  }, 10);
  await Promise.all(Array.from({ length: FLOOD }, bed.call));
  clearInterval(timer);
  return [
    `${delayMs} ms`,
    `${store.commits.largest}`,
    formatNumber((most - before) / MEGABYTE),
  ];
}

async function printLoads(folder: string): Promise<void> {
  await using floor = await openRawSqlite(folder);
  const rows: string[][] = [];
  for (const load of LOADS) {
    rows.push(describe(load, await measure(folder, load, floor)));
  }
  console.log(formatTable([HEAD, ...rows]));
}

async function printFloods(): Promise<void> {
  const head = ["a commit takes", "actors a commit, at most", "MiB more"];
  const rows = [await flood(0), await flood(SLOW_MS)];
  console.log(`\n${FLOOD} calls at once, and a store in memory:\n`);
  console.log(formatTable([head, ...rows]));
}

if (import.meta.main) {
  const { in: parent } = parseArgs(Deno.args, { string: ["in"] });
  const folder = await Deno.makeTempDir({
    prefix: "backstage_bench_",
    ...(parent === undefined ? {} : { dir: parent }),
  });
  try {
    await printLoads(folder);
    await printFloods();
    console.log(`\n${describeMachine()}; medians of ${ROUNDS} rounds.`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
