import { playMix } from "../../support/mix/play.ts";

// Plays the mix for as many seeds as fit into some minutes, by turns on both
// wires, and says how many: `deno task simulate --minutes 5 --first 2001`.

/** Seeds that are played on one wire before the other has its turn. */
const AT_ONCE = 1_000;
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
    for (const wire of ["auto", "always"] as const) {
      const summary = await playMix({ seeds, wire });
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
