import { assertEquals } from "@std/assert";
import { Memory } from "../../cli/gen/scan/build_cache.ts";
import { type Files, Project } from "./project.ts";
import { generate, INSTALLED, take, typed } from "./taken_type.ts";

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
