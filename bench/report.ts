/**
 * Runs everything, as often as `--runs` says, and writes `bench/RESULTS.md`
 * and its picture: `deno task bench:report`.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import { drawChart } from "./chart.ts";
import { describeMachine } from "./machine.ts";
import { type Heat, type Race, race } from "./race.ts";
import { formatHeat, formatPromises, formatSummary } from "./race_table.ts";
import { floors, ours, peers } from "./runners.ts";
import { mergeRaces } from "./runs.ts";
import { readSection } from "./section.ts";
import { workloads } from "./workloads/all.ts";

const OPTIONS = { rounds: 5, budgetMs: 150 };
const RESULTS = new URL("RESULTS.md", import.meta.url);
const PICTURE = new URL("results.svg", import.meta.url);

/** Runs Deno, and returns what it prints. */
async function runDeno(...args: readonly string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args] });
  const { stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout).trim() || decoder.decode(stderr).trim();
}

/** Runs another program of the bench, and returns what it prints. */
function runProgram(name: string): Promise<string> {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const flags = "--v8-flags=--expose-gc,--max-old-space-size=4096";
  return runDeno("run", "--quiet", flags, program);
}

function tell({ workload: { id } }: Heat): void {
  console.log(`${id} is done`);
}

function formatReport(
  result: Race,
  runs: number,
  scale: string,
  soak: string,
  savina: string,
): string {
  const day = new Date().toISOString().slice(0, 10);
  return `# Results

Written by \`deno task bench:report\` on ${day}: do not edit.

${describeMachine()}.

Whole runs: ${runs}, and the medians of theirs. Each has ${OPTIONS.rounds}
rounds of everything, by turns, after a warm-up; beside the medians stand the
least and the most of any round. Slow ones have shorter rounds. Every subject
has a process of its own. Machines are noisy: read the ratios.

| command                  | measures                                     |
| ------------------------ | -------------------------------------------- |
| \`deno task bench\`        | ours and the floors                          |
| \`deno task bench:peers\`  | the peers as well, which it installs         |
| \`deno task bench:scale\`  | many actors, subscribers and streams; memory |
| \`deno task bench:soak\`   | a hundred million messages                   |
| \`deno task bench:report\` | all of it, and writes this page              |

![Nanoseconds for each operation](results.svg)

## Summary

${formatSummary(result)}

## Promises

What each one does for that time:

${formatPromises(result)}

## Workloads

${result.heats.map(formatHeat).join("\n")}
## Scale

${scale}

## Soak

${soak}

${savina}
`;
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    string: ["runs"],
    default: { runs: "3" },
  });
  const runs = Number(args.runs);
  const runners = [ours, ...floors, ...peers];
  const races: Race[] = [];
  for (let run = 1; run <= runs; run++) {
    console.log(`Run ${run} of ${runs}`);
    races.push(await race(runners, workloads, { ...OPTIONS, onHeat: tell }));
  }
  const scale = await runProgram("scale.ts");
  const soak = await runProgram("soak.ts");
  const result = mergeRaces(races);
  // A program of its own writes that section, for it needs Erlang.
  const savina = readSection(await Deno.readTextFile(RESULTS), "Savina");
  const report = formatReport(result, runs, scale, soak, savina);
  await Deno.writeTextFile(RESULTS, report);
  await Deno.writeTextFile(PICTURE, drawChart(result));
  const written = [RESULTS, PICTURE].map((url) => fileURLToPath(url));
  await runDeno("fmt", "--quiet", ...written);
}
