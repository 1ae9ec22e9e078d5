import { assertEquals } from "@std/assert";
import type { Files } from "./project.ts";
import { generate, INSTALLED, take, typed } from "./taken_type.ts";

const MEMBERS = {
  "deno.jsonc": '// all\n{ "workspace": ["src", "shared"] }',
  "shared/deno.json": '{ "name": "@acme/shared", "exports": "./mod.ts" }',
  "shared/mod.ts": typed("shared"),
};

const BAD: Readonly<Record<string, readonly [files: Files, line: string]>> = {
  "a name that no map has": [
    { "deno.json": "{}", "src/a.ts": take("lost") },
    "GEN401 warning: cannot find the module lost of a message's type: no " +
    'import map has that name (hint: add "lost" to the "imports" of deno.json',
  ],
  "a name that is longer than any file's": [
    { "src/a.ts": take(`./${"a".repeat(300)}.ts`) },
    `GEN401 warning: cannot find the module ./${"a".repeat(300)}.ts of a ` +
    "message's type (hint: mend the import",
  ],
  "an import map that is not there": [
    { "deno.json": '{ "importMap": "./no.json" }', "src/a.ts": take("x") },
    "GEN401 warning: cannot find the module x of a message's type: there is " +
    'no file for the import map ./no.json (hint: mend "importMap" in deno.json',
  ],
  "an import map that is not on this disk": [
    {
      "deno.json": '{ "importMap": "https://x.test/map.json" }',
      "src/a.ts": take("x"),
    },
    "GEN401 warning: cannot find the module x of a message's type: there is " +
    "no file for the import map https://x.test/map.json (hint: save that " +
    "import map as a file beside deno.json, and name the file",
  ],
  "settings of the wrong kind": [
    {
      "deno.json": '{ "imports": ["x"], "scopes": 1, "workspace": "x", ' +
        '"links": {}, "lock": [], "compilerOptions": { "types": "x" } }',
      "src/a.ts": take("x"),
    },
    "GEN401 warning: cannot find the module x of a message's type: no import " +
    'map has that name (hint: add "x" to the "imports" of deno.json',
  ],
  "a part that a member does not export": [
    { ...MEMBERS, "src/a.ts": take("@acme/shared/part") },
    "GEN401 warning: cannot find the module @acme/shared/part of a message's " +
    'type: shared/deno.json exports ".", not "./part" (hint: import what it ' +
    "exports, or export it there",
  ],
  "a target that is no path": [
    {
      "deno.json": '{ "imports": { "x": "types/t.ts" } }',
      "src/a.ts": take("x"),
    },
    "GEN401 warning: cannot find the module x of a message's type: it is " +
    'mapped to "types/t.ts", which is neither a path nor a URL (hint: write ' +
    '"./types/t.ts" if it is a path',
  ],
  "a prefix whose file is missing": [
    {
      "deno.json": '{ "imports": { "x/": "./x/" } }',
      "src/a.ts": take("x/t.ts"),
    },
    "GEN401 warning: cannot find the module x/t.ts of a message's type " +
    "(hint: mend the import",
  ],
  "JavaScript without types": [
    { "src/t.js": "export {};\n", "src/a.ts": take("./t.js") },
    "GEN401 warning: cannot find the module ./t.js of a message's type: it " +
    "is JavaScript without types (hint: say where its types are: " +
    '// @ts-types="..." above the import',
  ],
  "JavaScript whose types are itself": [
    {
      "deno.json": '{ "imports": { "x": "./src/t.js" } }',
      "src/t.js": '// @ts-self-types="x"\n',
      "src/a.ts": take("x"),
    },
    "GEN401 warning: cannot find the module x of a message's type: it is " +
    "JavaScript without types (hint: say where its types are: " +
    '// @ts-types="..." above the import',
  ],
  "a package that is not installed": [
    { ...INSTALLED, "src/a.ts": take("other") },
    "GEN401 warning: cannot find the module other of a message's type: " +
    "node_modules has no such package (hint: install it",
  ],
  "a module that only Deno knows": [
    {
      "deno.json": '{ "imports": { "x": "jsr:@a/b@1" } }',
      "src/a.ts": take("x"),
    },
    "GEN407 warning: cannot read the module x of a message's type: only Deno " +
    "knows where it is, and may not be asked (hint: add --allow-run=deno to " +
    "the generator's command",
  ],
};

for (const [what, [files, line]] of Object.entries(BAD)) {
  Deno.test(`generate() says what is wrong with ${what}`, async () => {
    const { lines } = await generate(files);
    assertEquals(lines, [
      `src/a.ts:1:24 ${line}; until then such values are copied unchecked)`,
    ]);
  });
}

Deno.test("generate() names the import of a type at second hand", async () => {
  const names = ["import type { T } from", "import type * as T from"];
  const uses = ["T", "T.Inner"];
  for (const [index, head] of names.entries()) {
    const { lines } = await generate({
      "src/types.ts": `${head} "npm:far@1";\n` +
        `import type { U } from "npm:unused@1";\nexport type V = U;\n` +
        `export interface Order { part: ${uses[index]} }\n`,
      "src/a.ts": 'import type { Order } from "./types.ts";\n' +
        "// @generate-proxy\nexport class A { take(value: Order): void {} }\n",
    });
    const [line = "", ...more] = lines;
    assertEquals(more, []);
    assertEquals(/^src\/types.ts:1:2\d GEN407 .* npm:far@1 /.test(line), true);
  }
});

Deno.test("generate() names the imports of a type without a name", async () => {
  const { lines } = await generate({
    "deno.json": '{ "imports": { "@backstage/actors/": "jsr:/@a/b@1/" } }',
    "src/a.ts": 'import { schema } from "npm:schema@1";\n' +
      'import * as z from "npm:far@1";\n' +
      'import type { BProxy } from "../gen/b_proxy.gen.ts";\n' +
      "const made = z.object({ a: z.string() });\n" +
      "export type T = z.infer<typeof made>;\n// @generate-proxy\n" +
      "export class A {\n  take(value: typeof schema.type, b: BProxy): T {\n" +
      "    void b;\n    return value;\n  }\n}\n",
  });
  assertEquals(lines.map((line) => line.replace(/ of a message.*/, "")), [
    "src/a.ts:1:24 GEN407 warning: cannot read the module npm:schema@1",
    "src/a.ts:2:20 GEN407 warning: cannot read the module npm:far@1",
  ]);
});

Deno.test("generate() is silent of modules that no message has", async () => {
  const { lines } = await generate({
    "src/a.ts": 'import { serve } from "npm:served@1";\n' +
      'import type { Lost } from "./lost.ts";\n' +
      "// @generate-proxy\nexport class A {\n" +
      "  take(n: number): void { void [serve, n, {} as Lost]; }\n}\n",
  });
  assertEquals(lines, []);
});

Deno.test("generate() refuses a member that does not parse", async () => {
  const { lines } = await generate({
    ...MEMBERS,
    "shared/deno.json": '{ "name": }',
    "src/a.ts": take("@acme/shared"),
  });
  assertEquals(
    lines[0]?.slice(0, 39),
    "shared/deno.json:1:1 GEN105 cannot read",
  );
});

Deno.test("generate() refuses an import map that does not parse", async () => {
  const { lines } = await generate({
    "deno.json": '{ "importMap": "./map.json" }',
    "map.json": '{ "imports": { "x" } }',
    "src/a.ts": take("x"),
  });
  assertEquals(
    lines[0]?.slice(0, 41),
    "map.json:1:1 GEN105 cannot read the confi",
  );
});
