import { assertEquals } from "@std/assert";
import { ensureDir } from "@std/fs/ensure-dir";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Project,
  readExpectedOutput,
} from "../../offline/readme/blocks.ts";

const ROOT_URL = new URL("../../", import.meta.url);
const ROOT = fileURLToPath(ROOT_URL);
const COMPILER_ENVIRONMENT =
  "TSC_*,NODE_ENV,NODE_INSPECTOR_IPC,VSCODE_INSPECTOR_OPTIONS";
const MARKER = /^\s*\/\/ @generate-proxy/m;

/** Does with a project what its reader would do, and compares the output. */
export async function tryProject(project: Project): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "backstage_readme_" });
  try {
    await writeProject(project, folder);
    const codes = [...project.files.values()];
    if (codes.some((code) => MARKER.test(code))) await generate(folder);
    const expected = codes.flatMap(readExpectedOutput);
    const isProgram = project.files.size > 1 || expected.length > 0;
    if (!project.files.has("main.ts") || !isProgram) {
      await deno(folder, "check", ...project.files.keys());
      return;
    }
    const output = await deno(
      folder,
      "run",
      "--check",
      "--no-prompt",
      "main.ts",
    );
    if (expected.length > 0) assertEquals(splitLines(output), expected);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeProject(
  { files }: Project,
  folder: string,
): Promise<void> {
  for (const [name, code] of files) {
    const path = join(folder, name);
    await ensureDir(dirname(path));
    await Deno.writeTextFile(path, `${code}\n`);
  }
  await writeConfig(folder);
  await Deno.copyFile(join(ROOT, "deno.lock"), join(folder, "deno.lock"));
}

// A user has the compiler's own strictness and gets the package from outside;
// here the same names lead to this repository.
async function writeConfig(folder: string): Promise<void> {
  const config: {
    imports: Record<string, string>;
    workspace: string[];
  } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const imports = Object.entries(config.imports).map(([name, target]) => [
    name,
    target.startsWith("./") ? new URL(target, ROOT_URL).href : target,
  ]);
  const links = config.workspace
    .filter((member) => member.startsWith("./offline/"))
    .map((member) => relative(folder, join(ROOT, member)));
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    JSON.stringify({ imports: Object.fromEntries(imports), links }),
  );
}

async function generate(folder: string): Promise<void> {
  await deno(
    folder,
    "run",
    "--no-prompt",
    "--allow-read",
    `--allow-write=${folder}`,
    `--allow-env=${COMPILER_ENVIRONMENT}`,
    "--config=deno.json",
    join(ROOT, "cli", "gen.ts"),
    "generated",
    ".",
  );
}

async function deno(folder: string, ...args: string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(
    `deno ${args.join(" ")} failed:\n${decoder.decode(stdout)}` +
      decoder.decode(stderr),
  );
}

function splitLines(output: string): string[] {
  return output === "" ? [] : output.trimEnd().split("\n");
}
