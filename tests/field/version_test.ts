import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { readTree } from "../tidy/tree.ts";

const NAMED = /jsr:@backstage\/actors(?<version>@[^/\s"'`)]*)?/g;
const { texts } = readTree();
const readme = findText("README.md");

function findText(path: string): string {
  const found = texts.find((file) => file.path === path);
  if (found === undefined) throw new Error(`There is no ${path}`);
  return found.text;
}

/** Returns the versions that a text names the package in. */
function readVersions(text: string): string[] {
  return Array.from(
    text.matchAll(NAMED),
    ({ groups }) => groups?.["version"] ?? "none",
  );
}

Deno.test("readVersions() sees a command that names no version", () => {
  assertEquals(
    readVersions("jsr:@backstage/actors@1.2.3/gen, jsr:@backstage/actors/gen"),
    ["@1.2.3", "none"],
  );
});

Deno.test("P4: the README and docs/ name deno.json's version alone", () => {
  const pages = texts.filter(({ path }) =>
    path === "README.md" || /^docs\/.*\.md$/.test(path)
  );
  const strays = pages.flatMap(({ path, text }) =>
    readVersions(text)
      .filter((version) => version !== `@${config.version}`)
      .map((version) => `${path}: ${version}`)
  );
  assertEquals(strays, []);
  assertGreater(readVersions(readme).length, 2);
});

Deno.test("P4: the README says which Deno its users need", () => {
  assertMatch(readme, /You need Deno \d+\.\d+\.\d+ or newer\./);
});

for (const [name, path] of Object.entries(config.exports)) {
  Deno.test(`P4: the entry point ${name} says what it is for`, () => {
    const [doc] = findText(path.slice(2)).match(/^\/\*\*.*?\*\/\n/s) ?? [];
    assertMatch(doc ?? "", /^ \* [A-Z].*@module\n/ms);
  });
}
