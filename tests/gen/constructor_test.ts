import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Context } from "@backstage/actors";
import { CONTEXT_MEMBERS } from "../../cli/gen/parse/constructor.ts";
import { Project } from "./project.ts";

const ROOT = `${import.meta.dirname}/../..`;
const OURS = 'import type { Context } from "@backstage/actors";\n';

/** Constructors' parameters, and what the proxies hand over for them. */
const OPTIONAL: readonly [parameter: string, argument: string][] = [
  ["readonly start = 0", ""],
  ["_names: string[] = []", ""],
  ["..._names: string[]", ""],
  ["_how: { loud?: boolean } = {}", ""],
  ["_context?: Context", "context"],
  ["..._contexts: Context[]", "context"],
  ["..._all: any[]", "context"],
  ["_part: { actorId?: string } = {}", "context"],
];

function writeClass(name: string, parameter: string): string {
  return `// @generate-proxy\nexport class ${name} {\n` +
    `  constructor(${parameter}) {}\n  a(): void {}\n}\n`;
}

/** Type-checks what was generated, and returns what was wrong. */
async function check(project: Project): Promise<string> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${ROOT}/deno.json`, "gen"],
    cwd: project.folder,
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stderr);
}

Deno.test("generate() has the check refuse foreign Contexts", async () => {
  const optional = OPTIONAL.map(([parameter], at) =>
    writeClass(`A${at}`, parameter)
  );
  await using project = await Project.create({
    "src/context.ts": "export interface Context { readonly user: string }\n",
    "src/foreign.ts": 'import type { Context } from "./context.ts";\n' +
      writeClass("Foreign", "_context: Context"),
    "src/ours.ts": OURS + writeClass("Context2", "_context: Context"),
    "src/part.ts": "interface Part { readonly actorId: string }\n" +
      writeClass("Context", "_context: Part"),
    "src/optional.ts": OURS + optional.join(""),
  });
  assertEquals(await project.diagnose(), []);
  for (const [at, [parameter, argument]] of OPTIONAL.entries()) {
    const code = await project.read(`gen/a${at}_proxy.gen.ts`);
    assertStringIncludes(code, `=> new A${at}(${argument}),`, parameter);
  }
  // One check for all of them: it takes seconds, whatever it checks.
  const problems = await check(project);
  assertEquals(problems.match(/TS\d+/g), ["TS2345"], problems);
  assertMatch(problems, /foreign_proxy\.gen\.ts/);
});

Deno.test("readConstructor() knows all that a Context has", () => {
  const members = Object.getOwnPropertyNames(Context.prototype)
    .filter((name) => name !== "constructor");
  assertEquals(members.filter((name) => !CONTEXT_MEMBERS.has(name)), []);
});
