import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Project } from "./project.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** Type-checks what was generated, and returns what was wrong. */
async function check(project: Project): Promise<string> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${ROOT}/deno.json`, "gen"],
    cwd: project.folder,
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stderr);
}

Deno.test("generate() has a foreign Context refused by the check", async () => {
  await using project = await Project.create({
    "src/context.ts": "export interface Context { readonly user: string }\n",
    "src/a.ts": 'import type { Context } from "./context.ts";\n' +
      "// @generate-proxy\nexport class A {\n" +
      "  constructor(context: Context) {\n    void context;\n  }\n" +
      "  a(): void {}\n}\n",
  });
  assertEquals(await project.diagnose(), []);
  assertMatch(await check(project), /TS2345/);
  assertMatch(await check(project), /a_proxy\.gen\.ts/);
});

Deno.test("generate() has our Context, and parts of it, pass", async () => {
  await using project = await Project.create({
    "src/a.ts": 'import type { Context } from "@backstage/actors";\n' +
      "// @generate-proxy\nexport class Context2 {\n" +
      "  constructor(context: Context) {\n    void context;\n  }\n" +
      "  a(): void {}\n}\n",
    "src/b.ts": "interface Part { readonly actorId: string }\n" +
      "// @generate-proxy\nexport class Context {\n" +
      "  constructor(context: Part) {\n    void context;\n  }\n" +
      "  a(): void {}\n}\n",
  });
  assertEquals(await project.diagnose(), []);
  assertEquals(await check(project), "");
});

Deno.test("generate() fills no parameter that can be left out", async () => {
  const cases: [parameter: string, argument: string][] = [
    ["readonly start = 0", ""],
    ["_names: string[] = []", ""],
    ["..._names: string[]", ""],
    ["_how: { loud?: boolean } = {}", ""],
    ["_context?: Context", "context"],
    ["..._contexts: Context[]", "context"],
    ["..._all: any[]", "context"],
    ["_part: { actorId?: string } = {}", "context"],
  ];
  const classes = cases.map(([parameter], index) =>
    `// @generate-proxy\nexport class A${index} {\n` +
    `  constructor(${parameter}) {}\n  a(): void {}\n}\n`
  );
  await using project = await Project.create({
    "src/a.ts": 'import type { Context } from "@backstage/actors";\n' +
      classes.join(""),
  });
  assertEquals(await project.diagnose(), []);
  for (const [index, [parameter, argument]] of cases.entries()) {
    const code = await project.read(`gen/a${index}_proxy.gen.ts`);
    assertStringIncludes(code, `=> new A${index}(${argument}),`, parameter);
  }
  assertEquals(await check(project), "");
});
