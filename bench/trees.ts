import { walk } from "@std/fs/walk";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** The path in a line of the generator such as `bench/a.ts:1:2 GEN303 ...`. */
const REFUSED = /bench\/[^:\s]+(?=:\d+:\d+ GEN\d)/g;
const decoder = new TextDecoder();

/** Two copies of the repository that the same bench runs in. */
export class Trees implements AsyncDisposable {
  /** Where the base commit lies. */
  readonly base: string;
  /** Where the working tree lies, as it was when the copy was made. */
  readonly head: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.base = join(folder, "base");
    this.head = join(folder, "head");
  }

  /** The benches of both. */
  get benches(): { readonly base: URL; readonly head: URL } {
    const toUrl = (tree: string) => pathToFileURL(join(tree, "bench/"));
    return { base: toUrl(this.base), head: toUrl(this.head) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
    await git("worktree", "prune");
  }
}

/**
 * Returns the commit to compare with where none is named: the last one if the
 * working tree differs from it, and the one before if not.
 */
export async function chooseBase(): Promise<string> {
  const changes = await git("status", "--porcelain");
  return changes === "" ? "HEAD~1" : "HEAD";
}

/** Lays out a commit and the working tree, each with the same bench. */
export async function layTrees(commit: string): Promise<Trees> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "bench_gate_" });
  const trees = stack.use(new Trees(folder));
  await git("worktree", "add", "--quiet", "--detach", trees.base, commit);
  await copyWorkingTree(trees.head);
  await removeFolder(join(trees.base, "bench"));
  await copyFolder(join(trees.head, "bench"), join(trees.base, "bench"));
  // What the generator writes is measured as well: each has its own.
  await generateKnown(trees.base, generate);
  await generate(trees.head);
  stack.move();
  return trees;
}

async function copyWorkingTree(to: string): Promise<void> {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const paths = (await git(...list)).split("\0").filter((path) => path !== "");
  for (const path of paths) await copyIfThere(join(ROOT, path), join(to, path));
}

async function copyFolder(from: string, to: string): Promise<void> {
  for await (const { path } of walk(from, { includeDirs: false })) {
    await copyIfThere(path, join(to, path.slice(from.length)));
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  try {
    await Deno.copyFile(from, to);
  } catch (error) {
    // Git lists what was removed from the working tree but not from the index.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Writes an older tree's proxies without the files that its generator refuses:
 * what they measure is new, and is not compared.
 *
 * @throws {Error} What the generator throws that refuses no file of the bench,
 * or refuses more once those are gone.
 */
export async function generateKnown(
  tree: string,
  generate: (tree: string) => Promise<void>,
): Promise<void> {
  try {
    await generate(tree);
  } catch (error) {
    const refused = new Set((error as Error).message.match(REFUSED) ?? []);
    if (refused.size === 0) throw error;
    for (const path of refused) await Deno.remove(join(tree, path));
    await generate(tree);
  }
}

async function generate(tree: string): Promise<void> {
  const flags = ["--quiet", "--allow-read", "--allow-write=bench/generated"];
  const args = ["cli/gen.ts", "--quiet", "bench/generated", "bench"];
  await run(Deno.execPath(), ["run", ...flags, ...args], tree);
}

function git(...args: readonly string[]): Promise<string> {
  return run("git", args, ROOT);
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const options = { args: [...args], cwd };
  const { success, stdout, stderr } = await new Deno.Command(command, options)
    .output();
  if (success) return decoder.decode(stdout).trimEnd();
  const complaint = decoder.decode(stderr).trim();
  throw new Error(`Cannot run ${args[0]}: ${complaint}`);
}
