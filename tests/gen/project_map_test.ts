import { assertEquals, assertStringIncludes } from "@std/assert";
import { Project } from "./project.ts";

const ACTOR = [
  'import type { A } from "#a";',
  'import type { B } from "@app/deep/b.ts";',
  'import type { C } from "npm:c@1";',
  'import type { D } from "jsr:@d/d@1/sub";',
  'import type { E } from "https://example.com/e.ts";',
  'import type { F } from "f/sub";',
  'import type { Unmapped } from "unmapped";',
  "// @generate-proxy",
  "export class Actor {",
  "  m(a: A, b: B, c: C, d: D, e: E, f: F, g: Unmapped): A {",
  "    void [b, c, d, e, f, g];",
  "    return a;",
  "  }",
  "  n(a: A) {",
  "    return { ...a };",
  "  }",
  "}",
  "",
].join("\n");

const IMPORTS = {
  "#a": "./types/a.ts",
  "@app/": "./types/",
  "f": "npm:f@1",
};

const FILES = {
  "app/types/a.ts": "export interface A { inner: { text: string } }\n",
  "app/types/deep/b.ts": "export type B = string;\n",
  "app/src/actor.ts": ACTOR,
};

async function generate(files: Record<string, string>, output: string) {
  await using project = await Project.create({ ...FILES, ...files });
  const { diagnostics } = await project.generate({
    scanned: [project.path("app/src")],
    output: project.path(output),
  });
  // Of the modules that are no files here nothing is known, or needed.
  assertEquals(
    new Set(diagnostics.map(({ code }) => code)),
    new Set(["GEN407", "GEN401", "GEN402"]),
  );
  const code = await project.read(`${output}/actor_proxy.gen.ts`);
  return code.split("\n").filter((line) => / from |Promise/.test(line))
    .slice(2).join("\n");
}

Deno.test("Projects.resolve() lets mapped names stay", async () => {
  const map = `// a comment\n${JSON.stringify({ imports: IMPORTS })}`;
  const code = await generate({ "app/deno.jsonc": map }, "app/gen");
  assertEquals(
    code,
    [
      'import type { A } from "#a";',
      'import type { B } from "@app/deep/b.ts";',
      'import type { F } from "f/sub";',
      'import type { E } from "https://example.com/e.ts";',
      'import type { D } from "jsr:@d/d@1/sub";',
      'import type { C } from "npm:c@1";',
      'import type { Unmapped } from "unmapped";',
      'import { Actor } from "../src/actor.ts";',
      "  m(a: A, b: B, c: C, d: D, e: E, f: F, g: Unmapped): Promise<A> {",
      "  n(a: A): Promise<{ inner: { text: string } }> {",
    ].join("\n"),
  );
});

Deno.test("Projects.resolve() rewrites names that are new there", async () => {
  const map = JSON.stringify({ importMap: "./map.json" });
  const code = await generate({
    "app/deno.json": map,
    "app/map.json": JSON.stringify({
      imports: { ...IMPORTS, "f/": "npm:/f@1/" },
    }),
  }, "gen");
  assertStringIncludes(code, 'import type { A } from "../app/types/a.ts";');
  assertStringIncludes(
    code,
    'import type { B } from "../app/types/deep/b.ts";',
  );
  assertStringIncludes(code, 'import type { F } from "npm:f@1/sub";');
});

Deno.test("Projects.resolve() knows the imports of a workspace", async () => {
  const code = await generate({
    "app/src/deno.json": '{ "name": "@app/src", "imports": {} }',
    "app/gen/deno.json": '{ "name": "@app/gen" }',
    "app/deno.json": JSON.stringify({
      workspace: ["src", "gen"],
      imports: IMPORTS,
    }),
  }, "app/gen");
  assertStringIncludes(code, 'import type { A } from "#a";');
});
