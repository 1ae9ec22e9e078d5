import { assertEquals } from "@std/assert";
import { createProject, IMPORT, type Library } from "./state_project.ts";

/** Reports what is wrong with an actor of these members. */
async function diagnose(
  members: string,
  before = "",
  library: Library = "known",
): Promise<string[]> {
  const text = `${IMPORT}${before}// @generate-proxy\nexport class A {\n` +
    `  constructor(private readonly ctx: Context) {}\n${members}` +
    "  m(): void {}\n}\n";
  await using project = await createProject({ "a.ts": text }, library);
  return await project.diagnose();
}

Deno.test("readStates() reports a name that is no literal", async () => {
  const hint = '(hint: write it out: ctx.state("name", ...); for many of a ' +
    "kind, keep a Map in one state)";
  assertEquals(
    await diagnose(
      "  a = this.ctx.state(String(1), () => 0);\n" +
        '  b = this.ctx.state("", () => 0);\n' +
        '  c = this.ctx.state("__proto__", () => 0);\n',
    ),
    [5, 6, 7].map((line) =>
      `src/a.ts:${line}:22 GEN501 the name of a state is no literal ${hint}`
    ),
  );
});

Deno.test("readStates() reports a type that cannot be kept", async () => {
  assertEquals(
    await diagnose(
      '  a = this.ctx.state("list", (): List => ({ items: [] }));\n',
      "interface List { items: { run?: () => void }[]; }\n",
    ),
    [
      "src/a.ts:6:22 GEN502 state list: List.items[].run: functions cannot " +
      "be kept (hint: keep data, or the proxy of an actor to call back)",
    ],
  );
});

Deno.test("readStates() reports two states of one name", async () => {
  assertEquals(
    await diagnose(
      '  a = this.ctx.state("one", () => 0);\n' +
        '  b = this.ctx.state("one", () => 0);\n',
    ),
    [
      'src/a.ts:6:22 GEN503 two states have the name "one"; the other is at ' +
      "src/a.ts:5 (hint: give one of them another name)",
    ],
  );
});

Deno.test("readStates() reports what is asked for too late", async () => {
  const problem = "GEN504 a state is asked for after the actor was made " +
    "(hint: call it in the constructor itself or for a field, in no function " +
    "within)";
  assertEquals(
    await diagnose(
      '  static a = (ctx: Context) => ctx.state("a", () => 0);\n' +
        '  #b = () => this.ctx.state("b", () => 0);\n' +
        "  n(): void {\n" +
        '    this.ctx.state("c", () => 0);\n  }\n',
    ),
    ["5:32", "6:14", "8:5"].map((at) => `src/a.ts:${at} ${problem}`),
  );
});

for (const library of ["known", "lost"] as const) {
  const title = `readStates() reports members without a state (${library})`;
  Deno.test(title, async () => {
    assertEquals(
      await diagnose(
        "  #a!: State<number>;\n" +
          "  protected b: State<number> = make(this.ctx);\n" +
          '  readonly c = this.ctx.state("c", () => 0);\n' +
          "  readonly d: State<number> = this.c;\n" +
          "  static e: State<number>;\n",
        "declare function make(ctx: Context): State<number>;\n",
        library,
      ),
      [["#a", "6:3"], ["b", "7:13"]].map(([name, at]) =>
        `src/a.ts:${at} GEN505 the member ${name} is given no state (hint: ` +
        "assign what ctx.state(...) returns, there or in the constructor)"
      ),
    );
  });
}

Deno.test("readStates() takes other types for no states", async () => {
  await using project = await createProject({
    "state.ts": "export interface State<T> { name: string; value: T; }\n",
    "a.ts": 'import type { Context } from "@backstage/actors";\n' +
      'import type { State } from "./state.ts";\n' +
      "// @generate-proxy\nexport class A {\n  a!: State<number>;\n" +
      "  constructor(ctx: Context) {}\n  m(): void {}\n}\n",
  });
  assertEquals(await project.diagnose(), []);
});

Deno.test("readStates() reports turns that may interleave", async () => {
  assertEquals(
    await diagnose(
      '  static readonly options = { reentrancy: "full" } as const;\n' +
        '  #a = this.ctx.state("a", () => 0);\n',
    ),
    [
      "src/a.ts:5:3 GEN506 an actor with a state cannot have `reentrancy: " +
      '"full"` (hint: a turn is all or nothing, so turns must not ' +
      "interleave: leave it out)",
    ],
  );
  const chain = '  static options = { reentrancy: "chain" };\n' +
    '  #a = this.ctx.state("a", () => 0);\n';
  assertEquals(await diagnose(chain), []);
  const none = '  static options = { reentrancy: "full" };\n';
  assertEquals(await diagnose(none), []);
});
