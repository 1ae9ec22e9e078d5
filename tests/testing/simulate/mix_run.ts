import { playMix, WAYS } from "../../support/mix/play.ts";

// Plays the mix for as many seeds as fit into some minutes, each in every way,
// and says how many: `deno task simulate --minutes 5 --first 2001`.

/** Seeds that are played in one way before the next has its turn. */
const AT_ONCE = 250;
const MINUTE_MS = 60_000;

function readNumber(name: string, otherwise: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(Deno.args[at + 1]);
  if (Number.isFinite(value)) return value;
  console.error(`Cannot simulate: --${name} must be a number`);
  Deno.exit(2);
}

const end = performance.now() + readNumber("minutes", 1) * MINUTE_MS;
const first = readNumber("first", 1);
let next = first;
let runs = 0;
let turns = 0;
try {
  while (performance.now() < end) {
    const seeds = Array.from({ length: AT_ONCE }, (_, at) => next + at);
    for (const options of WAYS.values()) {
      const summary = await playMix({ ...options, seeds });
      runs += summary.seeds;
      turns += summary.turns;
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
