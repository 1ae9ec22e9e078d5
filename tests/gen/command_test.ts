import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { main } from "../../cli/gen.ts";
import { Project } from "./project.ts";

const ROOT = `${import.meta.dirname}/../..`;

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** The real command in a project, with no more than it asks for. */
function command(
  project: Project,
  args: readonly string[],
  permissions = ["--allow-read", `--allow-write=${project.folder}`],
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...permissions,
      `--config=${ROOT}/deno.json`,
      `${ROOT}/cli/gen.ts`,
      ...args,
    ],
    cwd: project.folder,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(project: Project, ...args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await command(project, args).output();
  const [out, error] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { code, out: out ?? "", error: error ?? "" };
}

const COUNTER = "// @generate-proxy\nexport class Counter {\n" +
  "  add(by: number): number {\n    return by;\n  }\n}\n";

Deno.test("gen.ts writes, finds unchanged, checks and removes", async () => {
  await using project = await Project.create({ "src/a.ts": COUNTER });
  assertEquals(await run(project, "gen", "src"), {
    code: 0,
    out: "wrote gen/counter_proxy.gen.ts\n1 written.\n",
    error: "",
  });
  assertEquals(await run(project, "gen", "src"), {
    code: 0,
    out: "Up to date: 1 proxy.\n",
    error: "",
  });
  await project.add({
    "gen/counter_proxy.gen.ts": `${await project.read(
      "gen/counter_proxy.gen.ts",
    )}// by hand\n`,
    "src/b.ts": COUNTER.replace("Counter", "Other"),
  });
  assertEquals(await run(project, "--check", "--quiet", "gen", "src"), {
    code: 1,
    out: "missing gen/other_proxy.gen.ts\nstale gen/counter_proxy.gen.ts\n",
    error: "",
  });
  await Deno.remove(project.path("src/a.ts"));
  assertEquals(await run(project, "--json", "gen", "src"), {
    code: 0,
    out: JSON.stringify({
      written: ["gen/other_proxy.gen.ts"],
      unchanged: [],
      removed: ["gen/counter_proxy.gen.ts"],
      diagnostics: [],
    }) + "\n",
    error: "",
  });
});

Deno.test("gen.ts reports problems and leaves everything alone", async () => {
  await using project = await Project.create({
    "src/a.ts": COUNTER,
    "src/b.ts": "// @generate-proxy\nclass Hidden {}\n",
  });
  assertEquals(await run(project, "gen", "src"), {
    code: 1,
    out: "Nothing was written.\n",
    error: "src/b.ts:2:7 GEN202 class Hidden is not exported " +
      "(hint: write `export class Hidden` at the top of its file)\n",
  });
  assertEquals(project.list("gen"), []);
  const { code, out, error } = await run(project, "gen", "src", "--json");
  assertEquals([code, error], [1, ""]);
  assertEquals(JSON.parse(out), {
    written: [],
    unchanged: [],
    removed: [],
    diagnostics: [{
      code: "GEN202",
      severity: "error",
      file: "src/b.ts",
      line: 2,
      column: 7,
      message: "class Hidden is not exported",
      hint: "write `export class Hidden` at the top of its file",
    }],
  });
});

Deno.test("gen.ts says that there is nothing to generate", async () => {
  await using project = await Project.create({ "src/a.ts": "export {};\n" });
  assertEquals(await run(project, "gen", "src/a.ts"), {
    code: 0,
    out: "No class is marked with // @generate-proxy.\n",
    error: "",
  });
});

Deno.test("gen.ts refuses an output that it cannot write to", async () => {
  await using project = await Project.create({
    "src/a.ts": COUNTER,
    "file": "",
  });
  const file = await run(project, "file", "src");
  assertEquals(file.code, 1);
  assertMatch(file.error, /^file:1:1 GEN102 cannot write to file: it is no/);
  const outside = await run(project, "../outside", "src");
  assertEquals(outside.code, 1);
  assertMatch(outside.error, /GEN102 cannot write to .*outside: /);
});

Deno.test("gen.ts says in a line which permission is missing", async () => {
  await using project = await Project.create({ "src/a.ts": COUNTER });
  const cases: [permissions: string[], what: string][] = [
    [[], "src"],
    [["--allow-write"], "src"],
    [[`--allow-read=${project.folder}`], "cli/gen"],
    [[`--allow-read=${project.folder},${ROOT}/cli`], "lib\\.\\w+\\.d\\.ts"],
  ];
  for (const [permissions, what] of cases) {
    const { code, stderr } = await command(project, ["gen", "src"], permissions)
      .output();
    assertEquals(code, 1);
    const line = `^Cannot generate: requires read access to ".*${what}"; ` +
      "run it with --allow-read and --allow-write\n$";
    assertMatch(new TextDecoder().decode(stderr), new RegExp(line));
  }
});

Deno.test("gen.ts says which source it must read, too", async () => {
  const actor = (name: string) =>
    `// @generate-proxy\nexport class ${name} {\n` +
    "  take(all: string[]): void {\n    void all;\n  }\n}\n";
  await using project = await Project.create({
    "src/a.ts": actor("A"),
    "src/b.ts": actor("B"),
  });
  assertEquals((await run(project, "gen", "src")).code, 0);
  const blind = [
    "--allow-read",
    `--deny-read=${project.path("src/b.ts")}`,
    `--allow-write=${project.folder}`,
  ];
  const args = ["gen", "src/a.ts"];
  const shared = await command(project, args, blind).output();
  assertEquals(shared.code, 1);
  assertEquals(
    new TextDecoder().decode(shared.stderr),
    "src/b.ts:1:1 GEN101 cannot read src/b.ts: it is not allowed (hint: " +
      "allow it, or remove b_proxy.gen.ts, which shares shapes with other " +
      "proxies)\n",
  );
  // A proxy that shares nothing is left alone.
  await project.add({ "src/b.ts": COUNTER });
  assertEquals((await run(project, "gen", "src")).code, 0);
  assertEquals((await command(project, args, blind).output()).code, 0);
  assertEquals(project.list("gen"), [
    "a_proxy.gen.ts",
    "counter_proxy.gen.ts",
  ]);
});

Deno.test("main() refuses wrong arguments in one line", async () => {
  await using project = await Project.create({});
  const cases: [args: string[], problem: string][] = [
    [[], "the output folder is missing"],
    [["gen"], "the folders to scan are missing"],
    [["gen", "src", "--chekc"], "unknown option --chekc"],
    [["gen", "src", "--import"], "--import needs a specifier"],
    [["gen", "s", "--watch", "--check"], "--watch and --check exclude"],
  ];
  const outcomes = await Promise.all(
    cases.map(([args]) => run(project, ...args)),
  );
  for (const [index, { code, out, error }] of outcomes.entries()) {
    assertEquals([code, out], [2, ""]);
    assert(error.startsWith(`Cannot generate: ${cases[index]?.[1]}`), error);
    assertMatch(error, /^[^\n]*; try --help\n$/);
  }
});

Deno.test("main() shows its version and its usage", async () => {
  await using project = await Project.create({});
  const { code, out } = await run(project, "--version");
  assertEquals([code, out], [0, `${config.version}\n`]);
  const help = await run(project, "--help");
  assertMatch(help.out, /\nUsage: .*\n/);
  assertEquals(await run(project, "-h"), help);
  assertEquals(typeof main, "function");
});

Deno.test("main() imports the library as it is told", async () => {
  await using project = await Project.create({
    "src/a.ts": 'import type { Context } from "./mod.ts";\n' +
      COUNTER.replace("{", "{\n  constructor(_: Context) {}\n"),
  });
  const cases: [library: string, proxies: string, main: string][] = [
    [
      "jsr:@backstage/actors@0.1",
      "jsr:@backstage/actors@0.1/proxy",
      "jsr:@backstage/actors@0.1",
    ],
    ["lib/mod.ts", "../lib/src/proxy/mod.ts", "../lib/mod.ts"],
    [
      "https://example.com/v1/mod.ts",
      "https://example.com/v1/src/proxy/mod.ts",
      "https://example.com/v1/mod.ts",
    ],
  ];
  for (const [library, proxies, main] of cases) {
    await run(project, `--import=${library}`, "gen", "src");
    const code = await project.read("gen/counter_proxy.gen.ts");
    assert(code.includes(`from "${proxies}";`), code);
    assert(code.includes(`import type { Context } from "${main}";`), code);
  }
});

Deno.test("gen.ts --watch generates after every change", async () => {
  await using project = await Project.create({
    "src/a.ts": 'import type { By } from "../by.ts";\n' +
      COUNTER.replace("number)", "By)"),
    "by.ts": "export type By = number;\n",
  });
  const child = command(project, ["--watch", "gen", "src"]).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const errors = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  assertMatch((await lines.read()).value ?? "", /^wrote gen\/counter_/);
  await project.add({ "src/b.ts": "// @generate-proxy\nclass B {}\n" });
  assertMatch((await errors.read()).value ?? "", /^src\/b.ts:2:7 GEN202 /);
  await lines.read();
  await project.add({ "src/b.ts": COUNTER.replace("Counter", "B") });
  assertMatch((await lines.read()).value ?? "", /^wrote gen\/b_proxy/);
  // A type's file lies outside of the scanned folder.
  await project.add({ "by.ts": "export type By = () => void;\n" });
  assertMatch((await errors.read()).value ?? "", /GEN302 by: functions/);
  child.kill();
  await Promise.all([child.status, lines.cancel(), errors.cancel()]);
});

Deno.test("gen.ts asks Deno for modules if it may", async () => {
  await using project = await Project.create({
    "src/a.ts": 'import type { T } from "http://127.0.0.1:9/never.ts";\n' +
      COUNTER.replace("by: number", "by: number, t: T"),
  });
  const plain = ["--allow-read", "--allow-write"];
  const permitted = [...plain, `--allow-run=${Deno.execPath()}`];
  for (const [code, given] of [["GEN407", plain], ["GEN408", permitted]]) {
    const args = ["--check", "gen", "src"];
    const { stderr } = await command(project, args, [...given ?? []]).output();
    const [line] = new TextDecoder().decode(stderr).split("\n");
    assert(line?.startsWith(`src/a.ts:1:24 ${code} warning: `), line);
    assertEquals(line?.includes("add --allow-run=deno"), given === plain);
  }
});
