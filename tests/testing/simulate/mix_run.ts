import type { SimulationSummary } from "@backstage/actors/testing";
import {
  DURABLE_WAYS,
  playDurableMix,
} from "../../support/durable_mix/play.ts";
import {
  CLUSTER_WAYS,
  playClusterMix,
} from "../../support/cluster_mix/play.ts";
import { playMix, WAYS } from "../../support/mix/play.ts";

// Plays the mixes for as many seeds as fit into some minutes, each in every
// way, and says how many: `deno task simulate --minutes 5 --first 2001`. With
// `--only durable` it plays that of durable actors alone, with `--only plain`
// that of others, with `--only cluster` that of several nodes. With
// `--seeds 1000000` it plays so many runs, however long they take.

/** Seeds that are played in one way before the next has its turn. */
const AT_ONCE = 250;
const MINUTE_MS = 60_000;

/** A mix, and the ways in which its seeds are played. */
interface Play {
  readonly name: string;
  readonly ways: number;
  play(way: number, seeds: readonly number[]): Promise<SimulationSummary>;
}

function toPlay<Options extends object>(
  name: string,
  play: (options: Options) => Promise<SimulationSummary>,
  ways: ReadonlyMap<string, Options>,
): Play {
  const all = [...ways.values()];
  return {
    name,
    ways: all.length,
    play: (way, seeds) => play({ ...all[way]!, seeds }),
  };
}

const PLAYS: readonly Play[] = [
  toPlay("plain", playMix, WAYS),
  toPlay("durable", playDurableMix, DURABLE_WAYS),
  toPlay("cluster", playClusterMix, CLUSTER_WAYS),
];

function readPlays(): readonly Play[] {
  const at = Deno.args.indexOf("--only");
  if (at < 0) return PLAYS;
  const plays = PLAYS.filter(({ name }) => name === Deno.args[at + 1]);
  if (plays.length > 0) return plays;
  const names = PLAYS.map(({ name }) => name).join(" or ");
  console.error(`Cannot simulate: --only must be ${names}`);
  Deno.exit(2);
}

function readNumber(name: string, otherwise: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(Deno.args[at + 1]);
  if (Number.isFinite(value)) return value;
  console.error(`Cannot simulate: --${name} must be a number`);
  Deno.exit(2);
}

const most = readNumber("seeds", 0);
const end = most > 0
  ? Infinity
  : performance.now() + readNumber("minutes", 1) * MINUTE_MS;
const first = readNumber("first", 1);
const plays = readPlays();
let next = first;
let runs = 0;
let turns = 0;
try {
  while (most > 0 ? runs < most : performance.now() < end) {
    const seeds = Array.from({ length: AT_ONCE }, (_, at) => next + at);
    for (const one of plays) {
      for (let way = 0; way < one.ways; way++) {
        const summary = await one.play(way, seeds);
        runs += summary.seeds;
        turns += summary.turns;
      }
    }
    next += AT_ONCE;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}
console.log(
  `${runs} runs of ${turns} turns passed, seeds ${first} to ${next - 1}`,
);
