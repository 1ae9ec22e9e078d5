import { assertEquals, assertGreater } from "@std/assert";
import { findBareExports } from "./rules/examples.ts";
import {
  findLostSteps,
  findOtherJourneys,
  readComment,
  readPage,
} from "./rules/journey.ts";
import {
  findAny,
  findCompiledSyntax,
  findPrivateMembers,
} from "./rules/language.ts";
import { findWrongNames } from "./rules/names.ts";
import { findHiddenDisk, findHiddenRuntime } from "./rules/seams.ts";
import {
  findLongFiles,
  findLongFunctions,
  findWideLines,
} from "./rules/sizes.ts";
import { findRiddles } from "./rules/sentences.ts";
import { findWeakTests } from "./rules/testing.ts";
import {
  findMachinePaths,
  findNotesForLater,
  findRegistryHosts,
} from "./rules/words.ts";
import { type Finding, formatFinding, type Source } from "./source.ts";
import { readTree } from "./tree.ts";

const { config, sources, texts } = readTree();
const entryPoints = new Set(
  Object.values(config.exports).map((path) => path.replace(/^\.\//, "")),
);
const diskFiles = new Set([
  "cli/gen/scan/scan.ts",
  "cli/gen/scan/sources.ts",
  "cli/gen/write/write.ts",
  "cli/store/disk.ts",
]);

/** Pages, and rooms whose comments name who or what they are about. */
const PLAIN = new RegExp(
  "^(?:README\\.md$|CONTRIBUTING\\.md$|docs/|cli/|examples/|offline/|" +
    "bench/(?!RESULTS)|src/|" +
    "tests/(?:support|contract|readme|tidy)/)",
);

const RULES: Record<string, (source: Source) => Finding[]> = {
  "has no file of more than 350 lines": findLongFiles,
  "has no function of more than 60 lines": findLongFunctions,
  "has no line of more than 80 columns": findWideLines,
  "has no any": findAny,
  "keeps members private with #": findPrivateMembers,
  "has no syntax that must be compiled": findCompiledSyntax,
  "asks the Runtime for time and chance": findHiddenRuntime,
  "touches the disk where it should": (source) =>
    findHiddenDisk(source, diskFiles),
  "has no test that sleeps, skips or leaks": findWeakTests,
};

function assertNone(findings: readonly Finding[]): void {
  assertEquals(findings.map(formatFinding), []);
}

Deno.test("readTree() finds the sources and the texts of the tree", () => {
  assertGreater(sources.length, 20);
  assertEquals(
    texts.filter(({ path }) => path === "deno.lock" || path === "LICENSE")
      .length,
    2,
  );
});

for (const [title, rule] of Object.entries(RULES)) {
  Deno.test(`The tree ${title}`, () => {
    assertNone(sources.flatMap(rule));
  });
}

Deno.test("The tree names its files in snake_case, after one noun", () => {
  assertNone(findWrongNames(sources.map(({ path }) => path), entryPoints));
});

Deno.test("The tree has no riddle in its plain rooms", () => {
  // The rule's own words are riddles.
  const isHeld = (path: string) =>
    PLAIN.test(path) && !path.startsWith("tests/tidy/rules");
  assertNone(texts.flatMap((text) => findRiddles(text, isHeld)));
});

Deno.test("The tree leaves no note for later", () => {
  assertNone(texts.flatMap(findNotesForLater));
});

Deno.test("The tree names no path of one machine", () => {
  assertNone(texts.flatMap(findMachinePaths));
});

Deno.test("The tree names no package source", () => {
  assertNone(texts.flatMap(findRegistryHosts));
});

Deno.test("The tree tells one journey of a call, which is true", () => {
  const find = (path: string) => texts.find((text) => text.path === path)!;
  const told = readComment(find("src/engine/engine.ts"));
  const again = readPage(find("README.md"));
  assertNone(findOtherJourneys(told, again));
  assertNone(findLostSteps(told, sources));
});

Deno.test("The tree shows by examples what the library's doors export", () => {
  // A command's door exports its `main`, which `--help` explains.
  const doors = [...entryPoints].filter((path) => !path.startsWith("cli/"));
  assertNone(findBareExports(sources, new Set(doors)));
});
