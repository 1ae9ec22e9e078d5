import { join } from "node:path";
import { type Collection, COLLECTIONS } from "./collections.ts";
import { copyTypes } from "./copy_types.ts";

// `deno task gen:field [name]`: not part of the tests, since it downloads.
const SHOWN = 5;
const [asked] = Deno.args;
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
    if (asked === undefined || one.name === asked) await measure(one);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function measure({ name, file, type }: Collection): Promise<void> {
  const work = join(folder, "work", name);
  await Deno.mkdir(work, { recursive: true });
  const modules = join(folder, "node_modules");
  const copy = copyTypes(modules, `${name}/${file}`, join(work, "lib"));
  const [root = ""] = type.split(".");
  const near = copy.slice(work.length + 1);
  const texts = {
    "types.ts": `export type { ${root} } from "./${near}";\n`,
    "a.ts": `import type { ${root} } from "./types.ts";\n` +
      "// @generate-proxy\n" +
      `export class A { take(value: ${type}): void { void value; } }\n`,
  };
  for (const [path, text] of Object.entries(texts)) {
    await Deno.writeTextFile(join(work, path), text);
  }
  const script = join(import.meta.dirname ?? "", "measure.ts");
  const config = join(import.meta.dirname ?? "", "../../../deno.json");
  const args = ["run", "--quiet", "-A", "--no-check", "--config", config];
  const result = JSON.parse(
    await run(folder, [...args, script, work, type]),
  );
  const { seconds, megabytes, bytes, types, judged, differences } = result;
  const agreed = judged === 0 ? 0 : 100 * (1 - differences.length / judged);
  console.log(
    `${name} ${type}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB, ` +
      `${bytes} bytes for ${types} types, ${result.unchecked.length} parts ` +
      `unchecked, ${
        agreed.toFixed(2)
      }% of ${judged} payloads judged alike, ${result.explained} explained`,
  );
  for (const line of result.unchecked.slice(0, SHOWN)) console.log("  ", line);
  for (const line of differences.slice(0, SHOWN)) console.log("  ", line);
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
