/**
 * Bundles the inspector's page into one module of three texts, so that the
 * server needs no file at run time, from wherever it was imported.
 *
 * With `--check` it writes nothing and fails when the module is stale.
 */
import { join } from "node:path";

const SOURCES = "src/inspector/page";
const ASSET = "src/inspector/server/page_asset.gen.ts";

/** Both packages are under the MIT licence, which asks for this notice. */
const NOTICE = `/*! The page of the Backstage inspector. It contains
Preact, Copyright (c) 2015-present Jason Miller, and
uPlot, Copyright (c) Leon Sorokin. Both are under the MIT License:

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE. */
`;

/** Bundles the sources into a folder and reads what came out. */
async function bundle(folder: string): Promise<string> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "browser", "--minify"],
      ...["--outdir", folder, join(SOURCES, "main.tsx")],
    ],
    stdout: "null",
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return writeModule({
    PAGE_HTML: await Deno.readTextFile(join(SOURCES, "page.html")),
    PAGE_JS: NOTICE + await Deno.readTextFile(join(folder, "main.js")),
    PAGE_CSS: await Deno.readTextFile(join(folder, "main.css")),
  });
}

function writeModule(texts: Record<string, string>): string {
  const constants = Object.entries(texts).map(([name, text]) =>
    `export const ${name}: string =\n  ${JSON.stringify(text)};\n`
  );
  return [
    "// Written by `deno task page`; change src/inspector/page instead.",
    "// deno-fmt-ignore-file",
    "// deno-lint-ignore-file",
    ...constants,
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

const isCheck = Deno.args.includes("--check");
const folder = await Deno.makeTempDir({ prefix: "backstage_page_" });
try {
  const asset = await bundle(folder);
  const isStale = asset !== await readAsset();
  if (isStale && isCheck) {
    console.error(`${ASSET} is stale; run deno task page`);
    Deno.exitCode = 1;
  } else if (isStale) {
    await Deno.writeTextFile(ASSET, asset);
    console.log(`wrote ${ASSET}, ${Math.round(asset.length / 1024)} kB`);
  } else {
    console.log(`${ASSET} is up to date`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
