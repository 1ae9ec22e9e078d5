import { generate, type GenerateResult } from "../../cli/gen/generate.ts";
import { FORBIDDEN } from "../../cli/gen/scan/module_graph.ts";
import { forgetful, silent } from "./project.ts";

/** The folder of all fixtures. */
export const FIXTURE_FOLDER: string = `${import.meta.dirname}/fixtures`;

/** The names of all fixtures: each is a tiny project with golden output. */
export const FIXTURES: readonly string[] = [
  ...Deno.readDirSync(FIXTURE_FOLDER),
].map(({ name }) => name).sort();

/** Generates one fixture, or only tells what that would change. */
export function generateFixture(
  name: string,
  isCheck: boolean,
): Promise<GenerateResult> {
  return generate({
    output: `${FIXTURE_FOLDER}/${name}/generated`,
    scanned: [`${FIXTURE_FOLDER}/${name}`],
    library: "@backstage/actors",
    isCheck,
    isStrict: false,
    memory: forgetful(),
    progress: silent(),
    graph: FORBIDDEN,
  });
}
