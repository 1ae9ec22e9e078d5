import { assertEquals } from "@std/assert";
import { Memory } from "../../cli/gen/scan/build_cache.ts";
import { type Files, Project } from "./project.ts";

/** An actor that takes one `T` of a module. */
function take(specifier: string, before = ""): string {
  return `${before}import type { T } from "${specifier}";\n` +
    "// @generate-proxy\nexport class A { take(value: T): void {} }\n";
}

/** Types by which tests see which module was read. */
function typed(literal: string): string {
  return `export type T = { is: "${literal}" };\n`;
}

/** Generates, and returns which type was read and what was said. */
async function generate(
  files: Files,
  output = "gen",
): Promise<{ is: string | undefined; lines: string[]; imports: string }> {
  await using project = await Project.create(files);
  const lines = await project.diagnose({ output: project.path(output) });
  const code = await project.read(`${output}/a_proxy.gen.ts`)
    .catch(() => "");
  const [, is] = /literal\(\w+, "is", "(.*)"\)/.exec(code) ?? [];
  const [, imports = ""] = /\{ T \} from "(.*)"/.exec(code) ?? [];
  return { is, lines, imports };
}

/** Finds out which type was read, where nothing is to be said. */
async function read(files: Files): Promise<string | undefined> {
  const { is, lines } = await generate(files);
  assertEquals(lines, []);
  return is;
}

const A_B = { "a/t.ts": typed("a"), "b/t.ts": typed("b") };

const MAPS: Readonly<Record<string, readonly [map: object, name: string]>> = {
  "a name": [{ imports: { "x": "./b/t.ts" } }, "x"],
  "a prefix": [{ imports: { "x/": "./b/" } }, "x/t.ts"],
  "the longest prefix": [
    { imports: { "x/": "./a/", "x/y/": "./b/" } },
    "x/y/t.ts",
  ],
  "a path": [{ imports: { "./a/": "./b/" } }, "../a/t.ts"],
  "the root": [{ imports: { "/": "./b/" } }, "/t.ts"],
  "a URL": [
    { imports: { "https://x.test/t.ts": "./b/t.ts" } },
    "https://x.test/t.ts",
  ],
  "a name of npm": [{ imports: { "npm:x": "./b/t.ts" } }, "npm:x"],
  "a scope": [{
    imports: { "x/": "./a/" },
    scopes: { "./src/": { "x/": "./b/" } },
  }, "x/t.ts"],
  "the longest scope": [{
    scopes: { "./": { "x/": "./a/" }, "./src/": { "x/": "./b/" } },
  }, "x/t.ts"],
  "imports, where scopes are elsewhere": [{
    imports: { "x/": "./b/" },
    scopes: { "./other/": { "x/": "./a/" } },
  }, "x/t.ts"],
  "what a scope does not map": [{
    imports: { "x/": "./b/" },
    scopes: { "./src/": { "y/": "./a/" } },
  }, "x/t.ts"],
};

for (const [what, [map, name]] of Object.entries(MAPS)) {
  Deno.test(`ImportMap.find() finds ${what}`, async () => {
    const source = { ...A_B, "src/a.ts": take(name) };
    const inConfig = { "deno.json": JSON.stringify(map) };
    assertEquals(await read({ ...source, ...inConfig }), "b");
    const apart = {
      "deno.jsonc": '{ /* elsewhere */ "importMap": "./map.json", }',
      "map.json": JSON.stringify(map),
    };
    assertEquals(await read({ ...source, ...apart }), "b");
  });
}

Deno.test("Projects.resolve() prefers a member's own imports", async () => {
  const files = {
    ...A_B,
    "src/a.ts": take("x"),
    "deno.json": '{ "workspace": ["src"], "imports": { "x": "./a/t.ts" } }',
    "src/deno.json": '{ "imports": { "x": "../b/t.ts" } }',
  };
  // The output folder is no member, so the name means another module there.
  assertEquals(await generate(files), {
    is: "b",
    lines: [],
    imports: "../b/t.ts",
  });
});

Deno.test("Members.find() finds what is linked", async () => {
  const files = {
    "links/shop/deno.json":
      '{ "name": "@shop/types", "exports": { "./t": "./t.ts" } }',
    "links/shop/t.ts": typed("linked"),
    "deno.json": JSON.stringify({
      links: ["./links/shop"],
      imports: { "shop": "jsr:@shop/types@^1" },
    }),
  };
  const source = (name: string) => ({ ...files, "src/a.ts": take(name) });
  assertEquals(await read(source("shop/t")), "linked");
  assertEquals(await read(source("jsr:@shop/types@1.0.0/t")), "linked");
});

const TYPES = { "types/t.d.ts": typed("declared"), "types/t.js": "" };

Deno.test("readTypesPragma() finds what stands above the import", async () => {
  for (const name of ["ts-types", "deno-types"]) {
    for (const mark of ['"', "'"]) {
      const pragma = `// @${name}=${mark}../types/t.d.ts${mark}\n`;
      const source = take("../types/t.js", `// a note\n${pragma}`);
      assertEquals(await generate({ ...TYPES, "src/a.ts": source }), {
        is: "declared",
        lines: [],
        imports: "../types/t.d.ts",
      });
    }
  }
});

Deno.test("readOwnTypes() finds what JavaScript says of itself", async () => {
  const source = { ...TYPES, "src/a.ts": take("../types/t.js") };
  for (
    const text of [
      '// @ts-self-types="./t.d.ts"\nexport const x = 1;\n',
      '/// <reference types="./t.d.ts" />\nexport const x = 1;\n',
    ]
  ) {
    assertEquals(await read({ ...source, "types/t.js": text }), "declared");
  }
});

Deno.test("generate() reads types of JSON imports", async () => {
  await using project = await Project.create({
    "deno.json": '{ "imports": { "#data": "./data.json" } }',
    "data.json": '{ "sizes": [1, 2], "of": { "cm": true } }',
    "src/a.ts": 'import data from "#data" with { type: "json" };\n' +
      "// @generate-proxy\nexport class A {\n" +
      "  all(): typeof data { return data; }\n}\n",
  });
  assertEquals(await project.diagnoseAll(), []);
  const code = await project.read("gen/a_proxy.gen.ts");
  assertEquals(code.includes('check.boolean(cm, "cm")'), true);
});

Deno.test("generate() reads `compilerOptions.types`", async () => {
  await using project = await Project.create({
    "deno.json": '{ "compilerOptions": { "types": ["./globals.d.ts"] } }',
    "globals.d.ts": 'interface Everywhere { is: "global" }\n',
    "src/a.ts": "// @generate-proxy\nexport class A {\n" +
      "  take(one: Everywhere): void { void one; }\n}\n",
  });
  assertEquals(await project.diagnoseAll(), []);
  const code = await project.read("gen/a_proxy.gen.ts");
  assertEquals(code.includes('"global"'), true);
});

const INSTALLED = {
  "package.json": '{ "dependencies": { "shop": "^1.0.0" } }',
  "node_modules/shop/package.json":
    '{ "name": "shop", "exports": { "./t": { "types": "./lib/t.d.ts" } } }',
  "node_modules/shop/lib/t.d.ts": 'import type { Is } from "near";\n' +
    "export type T = { is: Is };\n",
  "node_modules/shop/node_modules/near/package.json": '{ "types": "n.d.ts" }',
  "node_modules/shop/node_modules/near/n.d.ts":
    'export type Is = "installed";\n',
};

Deno.test("Packages.findFrom() finds what is in node_modules", async () => {
  for (const name of ["shop/t", "npm:shop@1/t"]) {
    const source = { "src/a.ts": take(name) };
    assertEquals(await read({ ...INSTALLED, ...source }), "installed");
  }
  const manual =
    '{ "nodeModulesDir": "manual", "imports": { "x": "npm:shop" }}';
  const files = { ...INSTALLED, "deno.json": manual };
  assertEquals(await read({ ...files, "src/a.ts": take("x/t") }), "installed");
});

Deno.test("Packages.findFrom() looks for what is there only", async () => {
  const count = 200;
  const names = Array.from({ length: count }, (_, index) => `part${index}`);
  const folder = "node_modules/shop/lib";
  const parts = names.map((name) =>
    [`${folder}/${name}.d.ts`, `export type { T } from "./t.js";\n`] as const
  );
  await using project = await Project.create({
    ...INSTALLED,
    ...Object.fromEntries(parts),
    [`${folder}/t.d.ts`]: typed("one of many") +
      names.map((name) => `import "./${name}.js";\n`).join(""),
    "src/a.ts": take("shop/t"),
  });
  let asked: readonly string[] = [];
  const memory = new Memory(null);
  memory.note = (_situation, paths) => {
    asked = paths;
  };
  assertEquals(await project.diagnoseAll({ memory }), []);
  const within = asked.filter((path) =>
    path.includes(folder) && path.endsWith("ts")
  );
  assertEquals(within.length, count + 1);
});

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

Deno.test("generate() is silent of modules that no message has", async () => {
  const { lines } = await generate({
    "src/a.ts": 'import { serve } from "npm:served@1";\n' +
      'import type { Lost } from "./lost.ts";\n' +
      "// @generate-proxy\nexport class A {\n" +
      "  take(n: number): void { void [serve, n, {} as Lost]; }\n}\n",
  });
  assertEquals(lines, []);
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
