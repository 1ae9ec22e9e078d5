import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { walk, type WalkOptions, walkSync } from "@std/fs/walk";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

/** Runs the test in a directory that holds two files, a folder and a link. */
async function withTree(
  test: (root: string) => void | Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "backstage_fs_" });
  try {
    await Deno.mkdir(join(root, "deep"));
    await Deno.writeTextFile(join(root, "a.ts"), "");
    await Deno.writeTextFile(join(root, "deep", "b.md"), "");
    await Deno.symlink(join(root, "deep"), join(root, "link"));
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function assertWalks(
  root: string,
  options: WalkOptions,
  expected: string[],
): Promise<void> {
  const name = (path: string) => relative(root, path);
  const waited = await Array.fromAsync(walk(root, options));
  const atOnce = [...walkSync(root, options)];
  assertEquals(waited.map(({ path }) => name(path)).sort(), expected);
  assertEquals(atOnce.map(({ path }) => name(path)).sort(), expected);
}

Deno.test("walk() comes by everything, the root first", () =>
  withTree(async (root) => {
    await assertWalks(root, {}, ["", "a.ts", "deep", "deep/b.md", "link"]);
    const [first] = await Array.fromAsync(walk(root));
    assertEquals([first?.path, first?.isDirectory], [root, true]);
  }));

Deno.test("walk() reports what its options ask for", () =>
  withTree(async (root) => {
    const files = { includeDirs: false, includeSymlinks: false };
    await assertWalks(root, files, ["a.ts", "deep/b.md"]);
    await assertWalks(root, { ...files, exts: ["md"] }, ["deep/b.md"]);
    await assertWalks(root, { ...files, exts: [".ts"] }, ["a.ts"]);
    await assertWalks(root, { ...files, maxDepth: 1 }, ["a.ts"]);
    await assertWalks(root, { ...files, maxDepth: -1 }, []);
    await assertWalks(root, { ...files, match: [/b\./] }, ["deep/b.md"]);
    await assertWalks(root, { ...files, skip: [/deep/] }, ["a.ts"]);
    await assertWalks(root, { includeFiles: false }, ["", "deep", "link"]);
  }));

Deno.test("walk() takes a pattern for what it says, not where it was", () =>
  withTree(async (root) => {
    const options = { includeDirs: false, match: [/\.(?:ts|md)$/g] };
    await assertWalks(root, options, ["a.ts", "deep/b.md"]);
  }));

Deno.test("walk() normalizes what it reports and no path that it tries", () =>
  withTree(async (root) => {
    const detour = `${root}/deep/..`;
    await assertWalks(detour, { match: [/deep\/\.\.$/] }, [""]);
    const paths = Array.from(walkSync(detour), ({ path }) => path);
    assertEquals(paths[0], join(detour));
    const url = Array.from(walkSync(pathToFileURL(root)), ({ path }) => path);
    assertEquals(url, paths);
  }));

Deno.test("walk() fails when the root is not there", () =>
  withTree(async (root) => {
    const missing = join(root, "missing");
    const { NotFound } = Deno.errors;
    await assertRejects(() => Array.fromAsync(walk(missing)), NotFound);
    assertThrows(() => [...walkSync(missing)], NotFound);
  }));
