import { assertEquals } from "@std/assert";
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
const TEST = /_test\.ts$/;
// Of JSR, which not every machine reaches; Deno has the same by this name.
const BDD = { "@std/testing/bdd": new URL("bdd.ts", import.meta.url).href };
const MARKER = /^\s*\/\/ @generate-proxy/m;

/**
 * Projects of readers, each in a folder of its own below one root.
 *
 * The generator starts once for all of them, and so does the compiler, because
 * their start takes longer than their work; each project runs by itself.
 */
export class Shelf implements AsyncDisposable {
  readonly #root: string;
  readonly #folders: ReadonlyMap<Project, string>;

  constructor(root: string, folders: ReadonlyMap<Project, string>) {
    this.#root = root;
    this.#folders = folders;
  }

  /**
   * Writes the projects, generates their proxies, and checks their types.
   *
   * @throws {Error} With what the generator or the compiler says, if any of
   * the projects is wrong.
   */
  static async open(projects: readonly Project[]): Promise<Shelf> {
    const root = await Deno.makeTempDir({ prefix: "backstage_readme_" });
    const shelf = new Shelf(
      root,
      new Map(projects.map((one, at) => [one, join(root, `project_${at}`)])),
    );
    try {
      await shelf.#write();
      await shelf.#generate();
      await deno(root, "check", ...shelf.#listFiles());
      return shelf;
    } catch (error) {
      await shelf[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Runs the tests of a project; without any, runs it, if it is a program, and
   * compares its output.
   */
  async run(project: Project): Promise<void> {
    const folder = this.#folders.get(project);
    if (folder === undefined) throw new Error("no such project here");
    const tests = [...project.files.keys()].filter((name) => TEST.test(name));
    if (tests.length > 0) {
      await deno(folder, "test", "--no-prompt", "--no-check", ...tests);
      return;
    }
    const expected = listCodes(project).flatMap(readExpectedOutput);
    const isProgram = project.files.size > 1 || expected.length > 0;
    if (!project.files.has("main.ts") || !isProgram) return;
    const output = await deno(
      folder,
      "run",
      "--no-prompt",
      "--no-check",
      ...listPermissions(project),
      "main.ts",
    );
    if (expected.length > 0) assertEquals(splitLines(output), expected);
  }

  /** Removes the projects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }

  async #write(): Promise<void> {
    await writeConfig(this.#root);
    await Deno.copyFile(
      join(ROOT, "deno.lock"),
      join(this.#root, "deno.lock"),
    );
    for (const [{ files }, folder] of this.#folders) {
      for (const [name, code] of files) {
        const path = join(folder, name);
        await Deno.mkdir(dirname(path), { recursive: true });
        await Deno.writeTextFile(path, `${code}\n`);
      }
    }
  }

  async #generate(): Promise<void> {
    const marked = [...this.#folders].filter(([project]) =>
      listCodes(project).some((code) => MARKER.test(code))
    );
    if (marked.length === 0) return;
    await deno(
      this.#root,
      "run",
      "--no-prompt",
      "--allow-read",
      `--allow-write=${this.#root}`,
      `--allow-env=${COMPILER_ENVIRONMENT}`,
      "--config=deno.json",
      join(ROOT, "tests", "programs", "generate.ts"),
      ...marked.map(([, folder]) => folder),
    );
  }

  #listFiles(): string[] {
    return [...this.#folders].flatMap(([{ files }, folder]) =>
      Array.from(files.keys(), (name) => join(folder, name))
    );
  }
}

/** Does with one project what its reader would do. */
export async function tryProject(project: Project): Promise<void> {
  await using shelf = await Shelf.open([project]);
  await shelf.run(project);
}

// A program that serves is asked by itself, and one that keeps something has
// its file; any other needs no permission.
function listPermissions(project: Project): string[] {
  const codes = listCodes(project).join("\n");
  const [, file] = codes.match(/\bsqlite\("([^"]+)"/) ?? [];
  return [
    ...(codes.includes("Deno.serve(") ? ["--allow-net=127.0.0.1"] : []),
    ...(file === undefined ? [] : [`--allow-read=${file}`]),
    ...(file === undefined ? [] : [`--allow-write=${file}`]),
  ];
}

function listCodes({ files }: Project): string[] {
  return [...files.values()];
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
    JSON.stringify({
      imports: { ...Object.fromEntries(imports), ...BDD },
      links,
    }),
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
