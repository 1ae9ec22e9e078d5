/**
 * Runs the fuzzer of `fuzz_test.ts` for longer: `deno task bench:fuzz`, with a
 * seed and a number of inputs if they are to be others.
 *
 * @module
 */
import { fuzz } from "./fuzz.ts";

const [SEED = 1_000_000, INPUTS = 1_000_000] = Deno.args.map(Number);
const INPUTS_PER_SAMPLE = 500;
const MOST_HEAP_MB = 256;

let worst = 0;
const start = performance.now();
const tallies = fuzz(SEED, INPUTS, (input) => {
  if (input % INPUTS_PER_SAMPLE > 0) return;
  worst = Math.max(worst, Deno.memoryUsage().heapUsed / 2 ** 20);
});
const seconds = (performance.now() - start) / 1_000;
console.log("| decoder | accepted | refused |\n| --- | --- | --- |");
for (const [name, { accepted, refused }] of Object.entries(tallies)) {
  console.log(`| ${name} | ${accepted} | ${refused} |`);
}
console.log(
  `${INPUTS} inputs from seed ${SEED} in ${seconds.toFixed(1)} s; ` +
    `worst heap ${worst.toFixed(0)} MiB; nothing but \`CodecError\` came out.`,
);
if (worst > MOST_HEAP_MB) {
  throw new Error(`The heap grew beyond ${MOST_HEAP_MB} MiB`);
}
