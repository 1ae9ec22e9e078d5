import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { ensureDir, ensureDirSync } from "@std/fs/ensure-dir";
import { exists, existsSync } from "@std/fs/exists";
import { walk, type WalkOptions, walkSync } from "@std/fs/walk";
import { join, relative } from "node:path";

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
    await assertWalks(root, { ...files, match: [/b\./] }, ["deep/b.md"]);
    await assertWalks(root, { ...files, skip: [/deep/] }, ["a.ts"]);
  }));

Deno.test("walk() follows links when asked to", () =>
  withTree((root) =>
    assertWalks(
      root,
      { includeDirs: false, followSymlinks: true },
      ["a.ts", "deep/b.md", "deep/b.md"],
    )
  ));

Deno.test("walk() fails when the root is not there", () =>
  withTree(async (root) => {
    const missing = join(root, "missing");
    const { NotFound } = Deno.errors;
    await assertRejects(() => Array.fromAsync(walk(missing)), NotFound);
    assertThrows(() => [...walkSync(missing)], NotFound);
  }));

Deno.test("ensureDir() creates a directory once, with its parents", () =>
  withTree(async (root) => {
    const path = join(root, "x", "y");
    await ensureDir(path);
    await ensureDir(path);
    ensureDirSync(path);
    assert(await exists(path, { isDirectory: true }));
  }));

Deno.test("ensureDir() fails when a file is in its place", () =>
  withTree(async (root) => {
    const path = join(root, "a.ts");
    const sentence = "Failed to ensure directory exists: expected 'dir'";
    await assertRejects(() => ensureDir(path), Error, sentence);
    assertThrows(() => ensureDirSync(path), Error, sentence);
  }));

Deno.test("exists() tells files, directories and nothing apart", () =>
  withTree(async (root) => {
    const file = join(root, "a.ts");
    assert(await exists(file, { isFile: true }));
    assertFalse(await exists(file, { isDirectory: true }));
    assert(existsSync(root, { isDirectory: true }));
    assertFalse(existsSync(join(root, "missing")));
    await assertRejects(
      () => exists(file, { isDirectory: true, isFile: true }),
      TypeError,
    );
  }));
