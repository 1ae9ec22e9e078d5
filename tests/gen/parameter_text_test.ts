import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ActorDefinition } from "@backstage/actors/proxy";
import { HTTPShelf2ActorProxy } from "./fixtures/methods/generated/http_shelf2_actor_proxy.gen.ts";
import { Project } from "./project.ts";

const LIBRARY = `${import.meta.dirname}/../../mod.ts`;

/** Writes one actor and returns its proxy's text. */
async function generate(project: Project): Promise<string> {
  assertEquals(await project.diagnose({ library: LIBRARY }), []);
  return await project.read("gen/a_proxy.gen.ts");
}

/** Returns the texts of the parameters of one method. */
async function read(
  method: string,
  more = "",
  lineEnd = "\n",
): Promise<readonly string[]> {
  const code = `${more}\n// @generate-proxy\nexport class A {\n${method}\n}\n`;
  await using project = await Project.create({
    "src/a.ts": code.replaceAll("\n", lineEnd),
  });
  await generate(project);
  const { AProxy } = await import(
    `file://${project.path("gen/a_proxy.gen.ts")}`
  );
  const { methods } = AProxy.definition as ActorDefinition;
  return methods["m"]?.parameters ?? ["no such method"];
}

const SHELF: Record<string, readonly string[]> = {
  add: ["book: Book"],
  count: [],
  summary: ["prefix?: string", "limit?: number"],
  // A default before a required parameter.
  rename: ["from: string | undefined", "to: string"],
  // Destructured, the type not exported.
  search: [
    "query: { text: string; limit?: number }",
    'order: ("asc" | "desc")[]',
  ],
  swap: ["arg0: [number, number]"],
  tag: ["title: string", "...tags: string[]"],
  join: ["...parts: [string, number?]"],
  echo: ["value: T", "...keys: K[]"],
  same: ["value: T"],
  // Overloads: the last one's.
  find: ["index: number", "backwards?: boolean"],
  parse: ["text: number"],
  withThis: ["value: bigint"],
  aRatherLongNameForAMethod: [
    "aRatherLongNameForAParameter: { alpha: string; beta: number }",
    "another: Map<string, Set<Uint8Array>>",
  ],
  "kebab-name": ["value: Date | null"],
};

for (const [name, texts] of Object.entries(SHELF)) {
  Deno.test(`writeParameter() says what ${name} takes`, () => {
    const { methods } = HTTPShelf2ActorProxy.definition;
    assertEquals(methods[name]?.parameters, texts);
  });
}

const TYPES: Record<string, readonly [type: string, text: string]> = {
  "a type over several lines": [
    "{\n  a: string // why\n  /** Doc. */\n  b?: {\n    c: 1,\n  }\n}",
    "{ a: string; b?: { c: 1 } }",
  ],
  "a union over several lines": [
    '\n    | "a"\n    // The other one.\n    | { b: 1; }',
    '"a" | { b: 1 }',
  ],
  "a tuple over several lines": [
    "[\n  first: 1,\n  second?: 2,\n]",
    "[first: 1, second?: 2]",
  ],
  "a mapped type over several lines": [
    '{\n  [Key in "a" | "b"]?: Set<\n    Key\n  >;\n}',
    '{ [Key in "a" | "b"]?: Set<Key> }',
  ],
  "a conditional type over several lines": [
    "1 extends number\n  ? [1]\n  : 2",
    "1 extends number ? [1] : 2",
  ],
  "literals that look like code": [
    "\"a  // b; }\" | 'c; }' | `d  ${number}; }` | { e: 1; }",
    "\"a  // b; }\" | 'c; }' | `d  ${number}; }` | { e: 1 }",
  ],
};

for (const [what, [type, text]] of Object.entries(TYPES)) {
  Deno.test(`writeParameter() has ${what} on one line`, async () => {
    const method = `m(a: ${type}): void {}`;
    assertEquals(await read(method), [`a: ${text}`]);
    assertEquals(await read(method, "", "\r\n"), [`a: ${text}`]);
  });
}

Deno.test("writeParameter() keeps the names that the class uses", async () => {
  const more = 'import type { Map as Plan } from "./plan.ts";\n' +
    'import type * as deno from "./plan.ts";';
  await using project = await Project.create({
    "src/plan.ts": "export interface Map { a: 1 }\n",
    "src/a.ts": `${more}\n// @generate-proxy\nexport class A {\n` +
      "  m(definition: Plan, link: deno.Map): void {}\n}\n",
  });
  assertStringIncludes(
    await generate(project),
    'parameters: ["definition: Plan", "link: deno.Map"],',
  );
});

Deno.test("writeParameter() clips what is long", async () => {
  const names = Array.from({ length: 40 }, (_, at) => `"name${at}"`);
  const [long = ""] = await read(`m(a: ${names.join(" | ")}): void {}`);
  assertEquals(long, `${`a: ${names.join(" | ")}`.slice(0, 119)}…`);
  // 120 characters in all: the last that are left alone.
  const fits = `"${"x".repeat(115)}"`;
  assertEquals(await read(`m(a: ${fits}): void {}`), [`a: ${fits}`]);
  const over = `"${"x".repeat(116)}"`;
  assertEquals(await read(`m(a: ${over}): void {}`), [
    `a: "${"x".repeat(115)}…`,
  ]);
  const faces = `"${"😀".repeat(116)}"`;
  assertEquals(await read(`m(a: ${faces}): void {}`), [
    `a: "${"😀".repeat(115)}…`,
  ]);
});

Deno.test("writeParameter() imports nothing", async () => {
  await using project = await Project.create({
    "src/kind.ts": 'export type Kind = "a" | "b";\n',
    "src/a.ts": 'import type { Kind } from "./kind.ts";\n' +
      "// @generate-proxy\nexport class A {\n" +
      "  m(kind: string): void;\n  m(kind: 1): void;\n" +
      "  m(kind: Kind | string | 1): void {}\n}\n",
  });
  const code = await generate(project);
  assertStringIncludes(code, 'parameters: ["kind: 1"],');
  assertEquals(code.match(/Kind|kind\.ts/), null);
});
