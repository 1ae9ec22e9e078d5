// Generates the proxies of each folder that is named, as `gen.ts generated .`
// does there, so that the compiler is loaded once for all of them.
import { main } from "../../cli/gen.ts";

let exitCode = 0;
for (const folder of Deno.args) {
  exitCode ||= await main([`${folder}/generated`, folder]);
}
Deno.exit(exitCode);
