import { formatDiagnostic } from "../../cli/gen/diagnostics.ts";
import { FIXTURES, generateFixture } from "./fixture.ts";

// `deno task gen:fixtures`: the tests compare these files, and write none.
for (const name of FIXTURES) {
  const { plan, diagnostics, isRefused } = await generateFixture(name, false);
  for (const one of diagnostics) console.log(formatDiagnostic(one));
  for (const { name: file } of [...plan.missing, ...plan.stale]) {
    console.log(`wrote fixtures/${name}/generated/${file}`);
  }
  if (isRefused) Deno.exitCode = 1;
}
