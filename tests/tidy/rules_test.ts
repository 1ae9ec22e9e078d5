import { assertEquals } from "@std/assert";
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
import {
  createSource,
  type Finding,
  formatFinding,
  type Source,
} from "./source.ts";

/** Feeds one file to a rule and returns the lines of its findings. */
function judge(
  rule: (source: Source) => Finding[],
  path: string,
  ...lines: string[]
): string[] {
  return rule(createSource(path, lines.join("\n"))).map(formatFinding);
}

Deno.test("findLongFiles() finds a file of 351 lines", () => {
  const rule = (count: number) =>
    judge(findLongFiles, "src/base/a.ts", ...Array(count).fill("// line"));
  assertEquals(rule(350), []);
  assertEquals(rule(351), [
    "src/base/a.ts:351 file has 351 lines; " +
    "split it by its nouns, 350 at most",
  ]);
});

Deno.test("findLongFunctions() finds a function of 61 lines", () => {
  const body = (count: number) => Array<string>(count).fill("  work();");
  const rule = (count: number) =>
    judge(
      findLongFunctions,
      "cli/gen.ts",
      "/** Comments do not count. */",
      "function long(): void {",
      ...body(count - 2),
      "}",
    );
  assertEquals(rule(60), []);
  assertEquals(rule(61), [
    "cli/gen.ts:2 function has 61 lines; split it by its steps, 60 at most",
  ]);
});

Deno.test("findWideLines() finds 81 columns but no address or import", () => {
  const wide = "// " + "x".repeat(78);
  assertEquals(
    judge(
      findWideLines,
      "tests/a_test.ts",
      wide.slice(1),
      `// see https://example.com/${wide}`,
      `import { a } from "${"./deep".repeat(20)}/a.ts";`,
      wide,
    ),
    ["tests/a_test.ts:4 line has 81 columns; 80 at most"],
  );
  assertEquals(judge(findWideLines, "examples/generated/a.gen.ts", wide), []);
});

Deno.test("findAny() finds the type but not the word", () => {
  const message = "type any; say what it is, or unknown";
  assertEquals(
    judge(
      findAny,
      "bench/core.ts",
      "// any word",
      'const text = "any";',
      "const list: any[] = [];",
    ),
    [`bench/core.ts:3 ${message}`],
  );
});

Deno.test("findPrivateMembers() finds private in the library alone", () => {
  const lines = ["class A {", "  #right = 1;", "  private wrong = 1;", "}"];
  assertEquals(judge(findPrivateMembers, "src/base/a.ts", ...lines), [
    "src/base/a.ts:3 TypeScript private; use #, " +
    "which also holds at run time",
  ]);
  assertEquals(judge(findPrivateMembers, "examples/a.ts", ...lines), []);
});

Deno.test("findCompiledSyntax() finds enums and parameter properties", () => {
  const found = judge(
    findCompiledSyntax,
    "src/base/a.ts",
    "enum Kind { One }",
    "namespace Space {}",
    "class A { constructor(readonly one: number, two: number) {} }",
  );
  assertEquals(found.map((line) => line.split(" ")[0]), [
    "src/base/a.ts:1",
    "src/base/a.ts:2",
    "src/base/a.ts:3",
  ]);
});

Deno.test("findWrongNames() finds names that say nothing", () => {
  const doors = new Set(["mod.ts", "src/proxy/mod.ts"]);
  const paths = [
    "mod.ts",
    "src/proxy/mod.ts",
    "src/base/ring_buffer.ts",
    "src/base/ringBuffer.ts",
    "src/base/mod.ts",
    "src/base/string_utils.ts",
    "src/inspector/page/parts/state_badge.tsx",
    "src/inspector/page/StateBadge.tsx",
    "examples/generated/http_server_actor_proxy.gen.ts",
  ];
  assertEquals(findWrongNames(paths, doors).map(formatFinding), [
    "src/base/ringBuffer.ts:1 file name is not in snake_case",
    "src/base/mod.ts:1 barrel that is no entry point; " +
    "import the files themselves",
    "src/base/string_utils.ts:1 file name says nothing; " +
    "name it after its one noun",
    "src/inspector/page/StateBadge.tsx:1 file name is not in snake_case",
  ]);
});

Deno.test("findNotesForLater() finds a note in any file", () => {
  const note = "TO" + "DO";
  assertEquals(judge(findNotesForLater, "README.md", "ok", `${note}: more`), [
    `README.md:2 ${note}; do it, or write an issue`,
  ]);
  assertEquals(judge(findNotesForLater, "a.ts", "// mañana, todo bien"), []);
});

Deno.test("findMachinePaths() finds homes but no route", () => {
  const home = "/" + "home/ann/actors";
  assertEquals(
    judge(findMachinePaths, "a.ts", "src/home/page.ts", `"${home}"`),
    [`a.ts:2 path of one machine: "${"/" + "home/a"}; use a relative one`],
  );
});

Deno.test("findRegistryHosts() finds mirrors but no link to a package", () => {
  const host = "https://regis" + "try.example.com";
  assertEquals(
    judge(
      findRegistryHosts,
      "deno.lock",
      "https://jsr.io/@backstage/actors",
      `"${host}/cbor-x"`,
    ),
    [
      `deno.lock:2 package source ${host}; ` +
      "leave it to the user's settings",
    ],
  );
});

Deno.test("findHiddenRuntime() finds time and chance in the core", () => {
  const lines = [
    "const now = Date.now();",
    "const date = new Date();",
    "setTimeout(() => {}, 1);",
    "const later = queueMicrotask;",
    "globalThis.setInterval(() => {}, 1);",
    "const id = crypto.randomUUID() + Math.random();",
    "const fine = new Date(5), timer = runtime.setTimeout();",
    "type Handle = ReturnType<typeof setTimeout>;",
    "interface Runtime { setTimeout(): void }",
  ];
  const found = judge(findHiddenRuntime, "src/engine/a.ts", ...lines);
  const message = "ask the Runtime, so that tests can stand in";
  assertEquals(found, [
    `src/engine/a.ts:1 Date.now; ${message}`,
    `src/engine/a.ts:2 new Date(); ${message}`,
    `src/engine/a.ts:3 setTimeout; ${message}`,
    `src/engine/a.ts:4 queueMicrotask; ${message}`,
    `src/engine/a.ts:5 globalThis.setInterval; ${message}`,
    `src/engine/a.ts:6 crypto; ${message}`,
    `src/engine/a.ts:6 Math.random; ${message}`,
  ]);
  assertEquals(judge(findHiddenRuntime, "src/base/runtime.ts", ...lines), []);
  const page = "src/inspector/page/";
  assertEquals(
    judge(findHiddenRuntime, `${page}link/browser.ts`, ...lines),
    [],
  );
  assertEquals(judge(findHiddenRuntime, `${page}app.tsx`, ...lines).length, 7);
  assertEquals(judge(findHiddenRuntime, "cli/gen.ts", ...lines), []);
});

Deno.test("findHiddenDisk() finds disk access outside of its files", () => {
  const rule = (source: Source) =>
    findHiddenDisk(source, new Set(["cli/gen/scan/scan.ts"]));
  const line = "Deno.readTextFileSync(path); Deno.exit(1);";
  assertEquals(judge(rule, "cli/gen/scan/scan.ts", line), []);
  assertEquals(judge(rule, "cli/gen/emit/emit.ts", line), [
    "cli/gen/emit/emit.ts:1 Deno.readTextFileSync; " +
    "only cli/gen/scan/scan.ts touch the disk",
  ]);
});

Deno.test("findWeakTests() finds sleeps, skips and silenced leaks", () => {
  const found = judge(
    findWeakTests,
    "tests/a_test.ts",
    "await delay(10);",
    "setTimeout(resolve, 50);",
    "setTimeout(resolve, 0); runtime.setTimer(50, resolve);",
    "Deno.test.ignore(title, test);",
    "Deno.test({ sanitizeOps: false, fn: test });",
    "Deno.test({ only: true, fn: test });",
  );
  assertEquals(found, [
    "tests/a_test.ts:1 delay() sleeps; simulate time or await the event",
    "tests/a_test.ts:2 setTimeout() sleeps; simulate time or await the event",
    "tests/a_test.ts:4 Deno.test.ignore() hides tests; run them all",
    "tests/a_test.ts:5 sanitizeOps is switched off; " +
    "close what the test opened",
    "tests/a_test.ts:6 only hides tests; run them all",
  ]);
});

Deno.test("findLostSteps() finds files and symbols that are gone", () => {
  const source = createSource(
    "src/a.ts",
    "export class A { #b = 1; c() {} }\nfunction d() {}\nconst e = 1;\n" +
      "class F extends A { override c() { d(); } }",
  );
  const rule = (...steps: string[]) =>
    findLostSteps(
      readComment({
        path: "map.ts",
        text: steps.map((step) => `//   ${step}`).join("\n"),
      }),
      [source],
    ).map(formatFinding);
  const right = ["A", "A.c", "A.#b", "d", "e", "F.c"];
  assertEquals(rule(...right.map((symbol) => `go: src/a.ts ${symbol}`)), []);
  assertEquals(
    rule("go: src/b.ts A", "on: src/a.ts c", "up: src/a.ts A.d"),
    [
      "map.ts:1 step go names src/b.ts, which is not there; " +
      "name what does it now",
      "map.ts:2 step on names c in src/a.ts, which is not there; " +
      "name what does it now",
      "map.ts:3 step up names A.d in src/a.ts, which is not there; " +
      "name what does it now",
    ],
  );
});

Deno.test("findOtherJourneys() finds the step that differs", () => {
  const told = readComment({
    path: "map.ts",
    text: "// The way:\n//   go: src/a.ts A\n//   on: src/b.ts B.c\n",
  });
  const rule = (text: string) =>
    findOtherJourneys(told, readPage({ path: "map.md", text }))
      .map(formatFinding);
  assertEquals(rule("1. [go](src/a.ts) `A`\n2. [on](src/b.ts)\n`B.c` on"), []);
  assertEquals(rule("[go](src/a.ts) `A`\n[off](src/b.ts) `B.c`"), [
    "map.md:2 step 2 is on (src/b.ts B.c) in one telling and " +
    "off (src/b.ts B.c) in the other; tell one journey",
  ]);
  assertEquals(rule("[go](src/a.ts) `A`"), [
    "map.ts:3 step 2 is on (src/b.ts B.c) in one telling and " +
    "missing in the other; tell one journey",
  ]);
  assertEquals(findOtherJourneys([], []).length, 1);
});

Deno.test("findRiddles() finds them in comments of rooms that are held", () => {
  const rule = (path: string, ...lines: string[]) =>
    judge(
      (source) => findRiddles(source, (held) => held.startsWith("src/base/")),
      path,
      ...lines,
    );
  const lines = [
    "/** Wakes whoever waits. */",
    "const nobody = 1; // for somebody",
    "/**",
    " * Returns what stands",
    " * for the actor.",
    " */",
    'const text = "nobody";',
    "// A caller that waits is woken, whatever happens.",
  ];
  const message = "is a riddle; name who or what it is";
  assertEquals(rule("src/base/a.ts", ...lines), [
    `src/base/a.ts:1 "whoever" ${message}`,
    `src/base/a.ts:2 "somebody" ${message}`,
    `src/base/a.ts:4 "stands for" ${message}`,
  ]);
  assertEquals(rule("src/engine/a.ts", ...lines), []);
  assertEquals(rule("src/base/a.md", "Words that", "nobody reads."), [
    `src/base/a.md:2 "nobody" ${message}`,
  ]);
});
