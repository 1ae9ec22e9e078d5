import { type Project, readExpectedOutput } from "../readme/blocks.ts";
import type { Newcomer } from "./newcomer.ts";

/**
 * Writes a program of the README, generates its proxies, and runs its tests, or
 * the program itself, whose output it compares.
 */
export async function runProject(
  newcomer: Newcomer,
  { files, path, line }: Project,
): Promise<void> {
  for (const [name, code] of files) {
    await newcomer.write(`src/${name}`, `${code}\n`);
  }
  await newcomer.deno("task", "gen");
  const tests = [...files.keys()].filter((name) => name.endsWith("_test.ts"));
  if (tests.length > 0) {
    await newcomer.deno("add", "jsr:@std/assert");
    const paths = tests.map((name) => `src/${name}`);
    await newcomer.deno("test", "--no-prompt", ...paths);
    return;
  }
  const printed = await newcomer.deno("run", "--no-prompt", "src/main.ts");
  const expected = files.values().flatMap(readExpectedOutput).toArray();
  if (printed === expected.map((text) => `${text}\n`).join("")) return;
  throw new Error(
    `${path}:${line} prints ${JSON.stringify(printed)} instead of ` +
      JSON.stringify(expected),
  );
}
