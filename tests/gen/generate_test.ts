import { assertEquals, assertStringIncludes } from "@std/assert";
import { nameFile } from "../../cli/gen/model/file_name.ts";
import { type Files, Project } from "./project.ts";

const FILES: Files = {
  "src/types.ts": "/** First. */\nexport interface Kind { kind: 'b' | 'a' }\n",
  "src/a.ts": [
    'import type { Kind } from "./types.ts";',
    "",
    "/**",
    " * Says things.",
    " */",
    "// @generate-proxy",
    "export class First {",
    "  say(kind: Kind, how?: {",
    "    loud: boolean; // very",
    "  }) {",
    "    return [kind.kind, how?.loud ? 'z' as const : 'y' as const];",
    "  }",
    "}",
    "",
  ].join("\n"),
  "src/deep/er/b.ts": [
    'import type { Kind } from "../../types.ts";',
    "// @generate-proxy",
    "export class Second {",
    "  say(kind: Kind) {",
    "    return Math.random() > 1 ? kind.kind : 'y';",
    "  }",
    "}",
    "",
  ].join("\n"),
};

async function generate(files: Files, scanned?: string[]) {
  await using project = await Project.create(files);
  const { diagnostics } = await project.generate(
    scanned ? { scanned: scanned.map((path) => project.path(path)) } : {},
  );
  const others = diagnostics.filter(({ code }) => code !== "GEN402");
  assertEquals(others, []);
  return await Promise.all(
    project.list("gen").map((name) => project.read(`gen/${name}`)),
  );
}

Deno.test("generate() writes the same whatever the order", async () => {
  const codes = await generate(FILES);
  // Two proxies, and the shape that they share.
  assertEquals(codes.length, 3);
  const scanned = ["src/deep/er/b.ts", "src/deep", "src/a.ts"];
  assertEquals(await generate(FILES, scanned), codes);
});

Deno.test("generate() writes the same whatever the line ends", async () => {
  const marked = Object.fromEntries(
    Object.entries(FILES).map(([path, text]) => [
      path,
      `\uFEFF${text.replaceAll("\n", "\r\n")}`,
    ]),
  );
  assertEquals(await generate(marked), await generate(FILES));
});

Deno.test("generate() lays code out as the project's options say", async () => {
  const [code = ""] = await generate({
    ...FILES,
    "deno.json": JSON.stringify({
      fmt: { indentWidth: 4, singleQuote: true, semiColons: false },
    }),
  });
  assertStringIncludes(code, "import { First } from '../src/a.ts'\n");
  assertStringIncludes(code, "\n    say(");
});

Deno.test("generate() respects the project's compiler options", async () => {
  const files = (isStrict: boolean): Files => ({
    "deno.json": JSON.stringify({
      compilerOptions: { noUncheckedIndexedAccess: isStrict },
    }),
    "src/a.ts": "// @generate-proxy\nexport class A {\n" +
      "  first(all: string[]) {\n    return all[0];\n  }\n}\n",
  });
  const [loose = ""] = await generate(files(false));
  assertStringIncludes(loose, "): Promise<string> {");
  const [strict = ""] = await generate(files(true));
  assertStringIncludes(strict, "): Promise<string | undefined> {");
});

Deno.test("generate() depends on no proxy that it wrote before", async () => {
  await using project = await Project.create({
    "src/a.ts": 'import { BProxy } from "../gen/b_proxy.gen.ts";\n' +
      "// @generate-proxy\nexport class A {\n" +
      "  ask(b: BProxy) {\n    return b.answer();\n  }\n}\n",
    "src/b.ts": "// @generate-proxy\nexport class B {\n" +
      "  answer(): number {\n    return 1;\n  }\n}\n",
  });
  await project.generate();
  const first = await project.read("gen/a_proxy.gen.ts");
  assertStringIncludes(first, "import { BProxy }");
  const { plan } = await project.generate();
  assertEquals(plan.unchanged, ["a_proxy.gen.ts", "b_proxy.gen.ts"]);
});

Deno.test("generate() has a proxy name itself as it is", async () => {
  const files = {
    "deno.json": '{ "imports": { "@/": "./" } }',
    "src/proxies.ts": 'export { AProxy } from "../gen/a_proxy.gen.ts";\n',
  };
  const specifiers = [
    "../gen/a_proxy.gen.ts",
    "@/gen/a_proxy.gen.ts",
    "./proxies.ts",
  ];
  for (const specifier of specifiers) {
    const [code = ""] = await generate({
      ...files,
      "src/a.ts": `import type { AProxy as Me } from "${specifier}";\n` +
        "// @generate-proxy\nexport class A {\n" +
        "  a(a: Me): Me {\n    return a;\n  }\n" +
        "  b(a: Me) {\n    return [a];\n  }\n}\n",
    });
    assertStringIncludes(code, "  a(a: AProxy): Promise<AProxy> {", specifier);
    assertStringIncludes(code, "  b(a: AProxy): Promise<AProxy[]>", specifier);
    assertEquals(code.split("import ").length, 3, specifier);
  }
});

Deno.test("generate() skips what no user wrote", async () => {
  const actor = (name: string) => `// @generate-proxy\nexport class ${name} {}`;
  await using project = await Project.create({
    "src/a.mts": actor("A"),
    "src/b.tsx": actor("B"),
    "src/c.js": actor("C"),
    "src/d.d.ts": actor("D"),
    "src/node_modules/e/e.ts": actor("E"),
    "src/.git/f.ts": actor("F"),
    "src/g_proxy.gen.ts": actor("G"),
  });
  const { plan } = await project.generate();
  assertEquals(plan.missing.map(({ name }) => name), [
    "a_proxy.gen.ts",
    "b_proxy.gen.ts",
  ]);
});

Deno.test("generate() excuses what lint would refuse", async () => {
  const [code = ""] = await generate({
    "src/a.ts": "// @generate-proxy\nexport class A {\n" +
      "  a(a: any): {} {\n    return a;\n  }\n}\n",
  });
  const ignores = "// deno-lint-ignore-file ban-types no-explicit-any\n";
  assertStringIncludes(code, ignores);
});

Deno.test("nameFile() writes a class's name in snake_case", () => {
  const names = {
    HTTPServerActor: "http_server_actor_proxy.gen.ts",
    Counter: "counter_proxy.gen.ts",
    Sha256Hash: "sha256_hash_proxy.gen.ts",
    parseURL: "parse_url_proxy.gen.ts",
    Ångström: "ångström_proxy.gen.ts",
    A: "a_proxy.gen.ts",
    Snake_Case: "snake_case_proxy.gen.ts",
  };
  for (const [name, file] of Object.entries(names)) {
    assertEquals(nameFile(name), file);
  }
});
