/**
 * Compares the working tree with a base commit, and fails if it is slower:
 * `deno task bench:gate [base]`.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { pickWorkloads } from "./bench.ts";
import { Comparison, runEpoch, type Sides } from "./comparison.ts";
import { describeMachine } from "./machine.ts";
import { formatNumber, formatTable } from "./table.ts";
import { chooseBase, layTrees } from "./trees.ts";

const EPOCHS = 4;
/** How often the suspicious ones are measured again, at most. */
const MORE_EPOCHS = 8;

async function compareAll(
  comparisons: readonly Comparison[],
  sides: Sides,
): Promise<void> {
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    await runEpoch(comparisons, sides);
    console.log(`Measured ${epoch + 1} of ${EPOCHS} times.`);
  }
  for (let epoch = 0; epoch < MORE_EPOCHS; epoch++) {
    const suspects = comparisons.filter((one) => one.isSuspicious);
    if (suspects.length === 0) return;
    const names = suspects.map(({ workload }) => workload.id).join(", ");
    console.log(`Measures again, to be sure: ${names}`);
    await runEpoch(suspects, sides);
  }
}

function judge(comparison: Comparison): string {
  if (comparison.obstacle !== undefined) {
    return `not compared: ${comparison.obstacle}`;
  }
  return comparison.isSlower ? "slower" : "ok";
}

function formatComparisons(comparisons: readonly Comparison[]): string {
  const head = ["workload", "base ns", "ours ns", "ratio", "rounds", ""];
  const rows = comparisons.map((comparison) => {
    const { workload, baseNs, headNs, ratio, rounds } = comparison;
    return [
      workload.id,
      formatNumber(baseNs),
      formatNumber(headNs),
      formatNumber(ratio),
      `${rounds}`,
      judge(comparison),
    ];
  });
  return formatTable([head, ...rows]);
}

if (import.meta.main) {
  const { _: [base], only } = parseArgs(Deno.args, { string: ["only", "_"] });
  const commit = base === undefined ? await chooseBase() : `${base}`;
  const comparisons = pickWorkloads(only).map((one) => new Comparison(one));
  {
    await using trees = await layTrees(commit);
    await compareAll(comparisons, trees.benches);
  }
  console.log(`\n${formatComparisons(comparisons)}\n\n${describeMachine()}.`);
  const slower = comparisons.filter((one) => one.isSlower);
  if (slower.length > 0) {
    const names = slower.map(({ workload }) => workload.id).join(", ");
    console.error(`Slower than ${commit} by more than 15%: ${names}`);
    Deno.exit(1);
  }
  console.log(`No workload is slower than at ${commit} by more than 15%.`);
}
