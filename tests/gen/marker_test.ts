import { assertEquals } from "@std/assert";
import { Project } from "./project.ts";

const LIKENESSES: readonly string[] = [
  "/** @generate-proxy */",
  "/* @generate-proxy */",
  "/**\n * Counts.\n * @generate-proxy\n */",
  "// @generate-proxy extra",
  "//@generate-proxies",
  "/// @generate-proxy",
  "// @generateProxy",
  "// @Generate_Proxy",
];

Deno.test("generate() warns of what looks like the marker", async () => {
  for (const comment of LIKENESSES) {
    await using project = await Project.create({
      "src/a.ts": `${comment}\nexport class A {\n  a(): void {}\n}\n`,
    });
    assertEquals(await project.diagnose(), [
      "src/a.ts:1:1 GEN403 warning: this looks like the marker and is none " +
      "(hint: write it as `// @generate-proxy`, on a line of its own, or " +
      "remove it)",
    ], comment);
    assertEquals(project.list("gen"), []);
  }
});

Deno.test("generate() leaves a marked class's comments alone", async () => {
  await using project = await Project.create({
    "src/a.ts": "/** @generate-proxy */\n// @generate-proxy\n" +
      "export class A {\n  a(): void {}\n}\n" +
      "// @generate-proxy marks nothing here\nexport const b = 1;\n",
  });
  assertEquals(await project.diagnose(), []);
  assertEquals(project.list("gen"), ["a_proxy.gen.ts"]);
});

Deno.test("generate() finds the marker behind a decorator", async () => {
  const body = "class A {\n  a(): void {}\n}\n";
  const texts = [
    `@plain\n// @generate-proxy\nexport ${body}`,
    `@plain\n// @generate-proxy\n@plain\nexport ${body}`,
    `export @plain\n// @generate-proxy\n${body}`,
    `// @generate-proxy\n@plain export default ${body}`,
  ];
  for (const text of texts) {
    await using project = await Project.create({
      "src/a.ts": `function plain(..._: unknown[]): void {}\n${text}`,
    });
    assertEquals(await project.diagnose(), [], text);
    assertEquals(project.list("gen"), ["a_proxy.gen.ts"]);
  }
});
