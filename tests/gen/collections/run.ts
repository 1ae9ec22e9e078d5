import { join } from "node:path";
import { type Collection, COLLECTIONS } from "./collections.ts";
import type { Measured } from "./measure.ts";

// `deno task gen:field [name] [seed]`: no part of the tests, for it downloads.
const SHOWN = 5;
const [asked, seed = "1"] = Deno.args;
console.log(`payloads of seed ${seed}`);
const folder = await Deno.makeTempDir({ prefix: "backstage_field_" });
try {
  const dependencies = Object.fromEntries(
    COLLECTIONS.map(({ name, version }) => [name, version]),
  );
  await Deno.writeTextFile(
    join(folder, "package.json"),
    JSON.stringify({ dependencies }),
  );
  await run(folder, ["install", "--quiet"]);
  for (const one of COLLECTIONS) {
    if (asked === undefined || one.name === asked) await prepare(one);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function prepare(one: Collection): Promise<void> {
  const { name, module, type, plain } = one;
  const work = join(folder, "work", name);
  await Deno.mkdir(work, { recursive: true });
  const [root = ""] = type.split(".");
  const texts = {
    "types.ts": `export type { ${root} } from "${module}";\n`,
    "a.ts": `import type { ${root} } from "./types.ts";\n` +
      "// @generate-proxy\n" +
      `export class A { take(value: ${type}): void { void value; } }\n`,
  };
  for (const [path, text] of Object.entries(texts)) {
    await Deno.writeTextFile(join(work, path), text);
  }
  await measure(one, work);
  if (plain === undefined) return;
  const modules = join(folder, "node_modules");
  await Deno.writeTextFile(join(modules, name, plain.file), plain.text);
  console.log(`${name} ${type}, with what its JSON has instead:`);
  await measure(one, work);
}

async function measure(
  { name, type }: Collection,
  work: string,
): Promise<void> {
  const script = join(import.meta.dirname ?? "", "measure.ts");
  const config = join(import.meta.dirname ?? "", "../../../deno.json");
  const args = ["run", "--quiet", "-A", "--no-check", "--config", config];
  const result: Measured = JSON.parse(
    await run(folder, [...args, script, work, type, seed]),
  );
  const { refused, unchecked, differences } = result;
  console.log(`${name} ${type}: ${describe(result)}`);
  for (
    const line of [...refused, ...unchecked, ...differences].slice(0, SHOWN)
  ) {
    console.log("  ", line);
  }
}

function describe(result: Measured): string {
  const { seconds, megabytes, bytes, types, judged, explained } = result;
  const cost = `${seconds.toFixed(1)} s (${
    result.processorSeconds.toFixed(1)
  } s of processors), ${megabytes.toFixed(0)} MB`;
  const { refused, unchecked, differences } = result;
  if (refused.length > 0) return `${cost}, refused: no proxy is written`;
  const agreed = 100 * (1 - (differences.length + explained) / judged);
  return `${cost}, ${bytes} bytes for ${types} types, ` +
    `${unchecked.length} parts unchecked, ${agreed.toFixed(2)}% of ${judged} ` +
    `payloads judged alike, ${explained} others explained, ` +
    `${differences.length} not`;
}

async function run(cwd: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`Cannot run ${args[0]}: ${decode(stderr)}`);
  return decode(stdout);
}
