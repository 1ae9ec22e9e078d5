import { assertEquals } from "@std/assert";
import { walkSync } from "@std/fs/walk";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LINK = /\]\(([^()\s]+)\)/g;
const FENCED = /^```[^]*?^```/gm;

function listPages(): string[] {
  const pages = walkSync(ROOT, {
    exts: ["md"],
    includeDirs: false,
    skip: [/[/\\](?:\.git|node_modules)$/],
  });
  return Array.from(pages, ({ path }) => path).sort();
}

/** Returns the anchors of a page's headings, as code hosts make them. */
function readAnchors(markdown: string): Set<string> {
  const headings = markdown.replaceAll(FENCED, "").matchAll(/^#+ (.+)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, heading = ""]) =>
        heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "")
          .replaceAll(" ", "-"),
    ),
  );
}

/** Lists the relative links of a page that lead to nothing. */
function findDeadLinks(path: string, markdown: string): string[] {
  const dead: string[] = [];
  for (const [, link = ""] of markdown.replaceAll(FENCED, "").matchAll(LINK)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [file = "", anchor] = link.split("#");
    const target = join(dirname(path), file);
    const isHere = file === "";
    const isThere = isHere || exists(target);
    const readText = () => isHere ? markdown : Deno.readTextFileSync(target);
    const leads = isThere &&
      (anchor === undefined || readAnchors(readText()).has(anchor));
    if (!leads) dead.push(link);
  }
  return dead;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test("findDeadLinks() finds files and headings that are not there", () => {
  const markdown = "# One: `two`\n[a](#one-two) [b](#three) [c](none.md)\n" +
    "[d](links_test.ts) [e](https://example.com/none.md)\n" +
    "```ts\nx[f](y);\n```\n";
  const page = fileURLToPath(new URL("page.md", import.meta.url));
  assertEquals(findDeadLinks(page, markdown), ["#three", "none.md"]);
});

for (const path of listPages()) {
  Deno.test(`${relative(ROOT, path)} has no link to nothing`, () => {
    assertEquals(findDeadLinks(path, Deno.readTextFileSync(path)), []);
  });
}
