import { AcyclicProgram } from "../support/acyclic/program.ts";
import { Stage } from "../support/stage.ts";

// Plays as many random programs as it is told, by turns on both wires, and
// says the seed of the first that fails: `deno task test:programs 10000 1`.
const [programs = 10_000, first = 1] = Deno.args.map(Number);

let failed = 0;
for (let seed = first; seed < first + programs; seed++) {
  const wire = seed % 2 === 0 ? "auto" : "always";
  const stage = new Stage(wire, seed, true);
  const problems = await new AcyclicProgram(stage).play();
  await stage.close();
  if (problems.length === 0) continue;
  failed++;
  console.error(`seed ${seed}, wire ${wire}:\n${problems.join("\n")}`);
}
console.log(`${programs} programs, ${failed} failed`);
if (failed > 0) Deno.exit(1);
