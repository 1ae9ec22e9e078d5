import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { walkSync } from "@std/fs/walk";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  extractBlocks,
  groupProjects,
  readExpectedOutput,
} from "../../offline/readme/blocks.ts";
import { Shelf, tryProject } from "./project.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FENCE = "```";

/** Writes Markdown of which each text is one block of code. */
function writeMarkdown(...codes: string[]): string {
  return codes.map((code) => `Words.\n\n${FENCE}ts\n${code}\n${FENCE}\n`)
    .join("\n");
}

function readProjects(...codes: string[]): ReturnType<typeof groupProjects> {
  return groupProjects(extractBlocks("README.md", writeMarkdown(...codes)));
}

function listMarkdown(): string[] {
  const docs = walkSync(ROOT, {
    exts: ["md"],
    includeDirs: false,
    match: [/README\.md$/, /[/\\]docs[/\\]/],
    skip: [
      /[/\\](?:\.git|node_modules|bench|tests|offline)$/,
      // It stands on the examples' proxies; "deno test --doc" runs it.
      /[/\\]docs[/\\]simulation\.md$/,
    ],
  });
  return Array.from(docs, ({ path }) => path).sort();
}

Deno.test("extractBlocks() returns ts blocks alone, with their lines", () => {
  const markdown = `# Title\n\n${FENCE}sh\ndeno task gen\n${FENCE}\n\n` +
    `${FENCE}ts\nfirst();\nsecond();\n${FENCE}\n`;
  assertEquals(extractBlocks("README.md", markdown), [
    { path: "README.md", line: 8, code: "first();\nsecond();" },
  ]);
});

Deno.test("groupProjects() puts named blocks in a row together", () => {
  const projects = readProjects(
    "// counter.ts\nexport {};",
    "// main.ts\nimport './counter.ts';",
    "alone();",
    "// main.ts\nagain();",
    "// main.ts\nanother();",
  );
  assertEquals(projects.map(({ files }) => [...files.keys()]), [
    ["counter.ts", "main.ts"],
    ["main.ts"],
    ["main.ts"],
    ["main.ts"],
  ]);
});

Deno.test("readExpectedOutput() reads both ways to say what is printed", () => {
  const code = [
    "console.log(await counter.add(1)); // 2",
    "console.log(name);",
    "// => Hello",
    "counter.add(1); // sent",
  ].join("\n");
  assertEquals(readExpectedOutput(code), ["2", "Hello"]);
});

Deno.test("tryProject() fails when the output is another", async () => {
  const [right, wrong] = readProjects(
    "console.log(1 + 1); // 2",
    "console.log(1 + 1); // 3",
  );
  if (right === undefined || wrong === undefined) throw new Error("no block");
  await tryProject(right);
  await assertRejects(() => tryProject(wrong), Error, '+     "3",');
});

Deno.test("tryProject() fails when a test of a block fails", async () => {
  const [right, wrong] = ["1", "2"].map((sum) =>
    readProjects(`// sum_test.ts\nDeno.test("sum", () => {
  if (0 + 1 !== ${sum}) throw new Error("wrong sum");
});`)[0]
  );
  if (right === undefined || wrong === undefined) throw new Error("no block");
  await tryProject(right);
  await assertRejects(() => tryProject(wrong), Error, "wrong sum");
});

Deno.test("tryProject() fails when a block does not type-check", async () => {
  const [wrong] = readProjects('const count: number = "one";');
  if (wrong === undefined) throw new Error("no block");
  await assertRejects(() => tryProject(wrong), Error, "TS2322");
});

Deno.test("tryProject() fails when a program asks for permission", async () => {
  const [wrong] = readProjects('console.log(Deno.env.get("HOME")); // x');
  if (wrong === undefined) throw new Error("no block");
  await assertRejects(() => tryProject(wrong), Error, "Requires env access");
});

Deno.test("README.md has code to try", async () => {
  const markdown = await Deno.readTextFile(join(ROOT, "README.md"));
  assertGreater(extractBlocks("README.md", markdown).length, 0);
});

const projects = listMarkdown().flatMap((path) => {
  const blocks = extractBlocks(
    relative(ROOT, path),
    Deno.readTextFileSync(path),
  );
  return groupProjects(blocks);
});
// `null` where any project is wrong: then each is tried alone, to say which.
let shelf: Shelf | null = null;

Deno.test.beforeAll(async () => {
  shelf = await Shelf.open(projects).catch(() => null);
});

Deno.test.afterAll(async () => await shelf?.[Symbol.asyncDispose]());

for (const project of projects) {
  const title = `${project.path}:${project.line} does what it says`;
  Deno.test(title, async () => {
    if (shelf === null) await tryProject(project);
    else await shelf.run(project);
  });
}
