/**
 * Measures the core beside the least that is possible, and with `--peers`
 * beside what people use instead, by turns in one run: `deno task bench` and
 * `deno task bench:peers`. Machines are noisy: read the ratios.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { describeMachine } from "./machine.ts";
import { race } from "./race.ts";
import { formatHeat, formatPromises, formatSummary } from "./race_table.ts";
import { floors, ours, peers } from "./runners.ts";
import type { Workload } from "./workload.ts";
import { workloads } from "./workloads/all.ts";

const ROUNDS = 5;
const BUDGET_MS = 150;

/** Returns the workloads that `--only=W1,W5` names, or all. */
export function pickWorkloads(only: string | undefined): readonly Workload[] {
  if (only === undefined) return workloads;
  const names = only.split(",");
  return workloads.filter(({ id }) =>
    names.some((name) => id === name || id.startsWith(`${name} `))
  );
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["only"], boolean: ["peers"] });
  const runners = [ours, ...floors, ...args.peers ? peers : []];
  const result = await race(runners, pickWorkloads(args.only), {
    rounds: ROUNDS,
    budgetMs: BUDGET_MS,
    onHeat: (heat) => console.log(formatHeat(heat)),
  });
  console.log(`## Promises\n\n${formatPromises(result)}\n`);
  console.log(`## Summary\n\n${formatSummary(result)}\n`);
  console.log(`${describeMachine()}; medians of ${ROUNDS} rounds.`);
}
