import { fileURLToPath } from "node:url";
import { readCommands, readFences } from "./markdown.ts";
import type { Newcomer } from "./newcomer.ts";
import type { Registry } from "./registry.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The packages that have parts for single platforms. */
const PINNED = ["cbor-x"];
const MISSING = /Could not find npm package '[^']+' matching '[^']+'/;

/** Does what the README's section says; returns what was done otherwise. */
export async function install(
  newcomer: Newcomer,
  registry: Registry,
  section: string,
): Promise<string[]> {
  const remarks: string[] = [];
  try {
    await runCommands(newcomer, section);
  } catch (error) {
    const missing = String(error).match(MISSING)?.[0];
    if (missing === undefined) throw error;
    remarks.push(`${missing}, so the versions are those of deno.lock here`);
    await newcomer.clear();
    registry.takeDownloads();
    await pinVersions(newcomer);
    await runCommands(newcomer, section);
  }
  for (const fence of readFences(section, "json")) {
    await newcomer.configure(JSON.parse(fence));
  }
  return remarks;
}

async function runCommands(
  newcomer: Newcomer,
  section: string,
): Promise<void> {
  const commands = readCommands(section);
  if (commands.length === 0) throw new Error("The README installs nothing");
  for (const command of commands) await newcomer.deno(...command);
}

/**
 * Gives the user this repository's lock file. A mirror of npm may lack a
 * package for a platform that is not this one, and Deno then resolves nothing
 * anew. A lock file keeps only what the imports beside it ask for.
 */
async function pinVersions(newcomer: Newcomer): Promise<void> {
  const { imports }: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(`${ROOT}deno.json`),
  );
  const pinned = PINNED.map((name) => [name, imports[name]]);
  const config = { imports: Object.fromEntries(pinned) };
  await newcomer.write("deno.json", JSON.stringify(config));
  await newcomer.write(
    "deno.lock",
    await Deno.readTextFile(`${ROOT}deno.lock`),
  );
}
