import {
  DURABLE_WAYS,
  playDurableMix,
} from "../../support/durable_mix/play.ts";
import { playMix, WAYS } from "../../support/mix/play.ts";

// Plays the mixes for as many seeds as fit into some minutes, each in every
// way, and says how many: `deno task simulate --minutes 5 --first 2001`. With
// `--only durable` it plays that of durable actors alone, with `--only plain`
// the other.

/** Seeds that are played in one way before the next has its turn. */
const AT_ONCE = 250;
const MINUTE_MS = 60_000;

const PLAYS = [
  { name: "plain", play: playMix, ways: WAYS },
  { name: "durable", play: playDurableMix, ways: DURABLE_WAYS },
];

function readPlays(): typeof PLAYS {
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

const end = performance.now() + readNumber("minutes", 1) * MINUTE_MS;
const first = readNumber("first", 1);
const plays = readPlays();
let next = first;
let runs = 0;
let turns = 0;
try {
  while (performance.now() < end) {
    const seeds = Array.from({ length: AT_ONCE }, (_, at) => next + at);
    for (const { play, ways } of plays) {
      for (const options of ways.values()) {
        const summary = await play({ ...options, seeds });
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
