/**
 * Bundles the thread of the SQLite driver into one text, so that it is started
 * without a permission, from wherever the library was imported.
 *
 * With `--check` it writes nothing and fails when the module is stale.
 */
const SOURCE = "src/store/sqlite/thread/main.ts";
const ASSET = "src/store/sqlite/thread_source.gen.ts";

async function bundle(): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", SOURCE],
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** Writes a line of the text on each line, so that changes can be read. */
function writeModule(text: string): string {
  const lines = text.trimEnd().split("\n").map((line) =>
    `  ${JSON.stringify(line)},`
  );
  return [
    "// Written by `deno task sqlite`; change src/store/sqlite/thread instead.",
    "// deno-fmt-ignore-file",
    "// deno-lint-ignore-file",
    "export const THREAD_SOURCE: string = [",
    ...lines,
    '].join("\\n");',
    "",
  ].join("\n");
}

async function readAsset(): Promise<string> {
  try {
    return await Deno.readTextFile(ASSET);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

const asset = writeModule(await bundle());
const isStale = asset !== await readAsset();
if (isStale && Deno.args.includes("--check")) {
  console.error(`${ASSET} is stale; run deno task sqlite`);
  Deno.exitCode = 1;
} else if (isStale) {
  await Deno.writeTextFile(ASSET, asset);
  console.log(`wrote ${ASSET}, ${Math.round(asset.length / 1024)} kB`);
} else {
  console.log(`${ASSET} is up to date`);
}
