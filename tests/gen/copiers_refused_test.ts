import { assertEquals, assertStringIncludes } from "@std/assert";
import { Project } from "./project.ts";

/** Declares types and one method, and returns what is said of it. */
async function judge(types: string, parameter: string): Promise<string[]> {
  await using project = await Project.create({
    "src/a.ts": `${types}\n// @generate-proxy\nexport class A {\n` +
      `  m(${parameter}): void {}\n}\n`,
  });
  return (await project.diagnose()).map((line) =>
    line.replace(/^src\/a\.ts:\d+:\d+ /, "").replace(/ \(hint: .*/, "")
  );
}

const CODED = (name: string, plain: string) =>
  `export class ${name} { static readonly codec = { ` +
  `encode: (value: ${name}): ${plain} => value.run(), ` +
  `decode: (_plain: ${plain}) => new ${name}() };\n` +
  `  run(): ${plain} { throw new Error(); } }\n`;

const AMBIGUOUS =
  "a class with a codec looks like another part of its union on a wire";

const REFUSED: readonly [
  what: string,
  types: string,
  parameter: string,
  lines: string[],
][] = [
  [
    "a function deep in a type",
    "interface Item { onChange(): void }\n" +
    "export interface Order { items: Item[] }",
    "order: Order",
    ["GEN302 order: Order.items[].onChange: functions cannot be messages"],
  ],
  [
    "the same in a type without a name",
    "",
    "order: { items: { at: Map<string, symbol> }[] }",
    ["GEN302 order.items[].at.values()[]: symbols cannot be messages"],
  ],
  [
    "what a codec encodes to",
    CODED("Money", "{ run: () => void }"),
    "price: Money",
    ["GEN302 price: Money.run: functions cannot be messages"],
  ],
  [
    "a member that would change the prototype",
    "",
    "a: { ['__proto__']: string }",
    ["GEN302 a.__proto__: members of this name cannot be part of messages"],
  ],
  [
    "a codec that looks like its neighbour",
    CODED("Money", "{ cents: number }"),
    "a: Money | { cents: number }",
    [`GEN302 a: ${AMBIGUOUS}`],
  ],
  [
    "two codecs that look alike",
    CODED("Money", "string") + CODED("Name", "string"),
    "a: { of: Money | Name | null }",
    [`GEN302 a.of: ${AMBIGUOUS}`],
  ],
  [
    "a codec of a class that nobody can import",
    CODED("Money", "string").replace("export ", ""),
    "a: Money",
    ["GEN302 a: class Money is not exported"],
  ],
];

for (const [what, types, parameter, lines] of REFUSED) {
  Deno.test(`ShapeReader refuses ${what}`, async () => {
    assertEquals(await judge(types, parameter), lines);
  });
}

Deno.test("ShapeReader takes a codec beside what looks different", async () => {
  const types = CODED("Money", "{ cents: number }") + CODED("Name", "string");
  assertEquals(await judge(types, "a: Money | Name | number | Date[]"), []);
});

Deno.test("ShapeReader knows a proxy that is not written yet", async () => {
  await using project = await Project.create({
    "src/a.ts": 'import type { BProxy } from "../gen/b_proxy.gen.ts";\n' +
      'import type { CProxy as See } from "../gen/c_proxy.gen.ts";\n' +
      "export interface Team { members: BProxy[]; lead?: See | null }\n" +
      "// @generate-proxy\nexport class A {\n" +
      "  take(team: Team, by: Map<string, BProxy>): See | undefined {\n" +
      "    void by; return team.lead ?? undefined;\n  }\n}\n",
    "src/b.ts": "// @generate-proxy\nexport class B {}\n",
    "src/c.ts": "// @generate-proxy\nexport class C {}\n",
  });
  await project.generate();
  const first = await project.read("gen/a_proxy.gen.ts");
  assertStringIncludes(
    first,
    "copy.push(check.reference(from[index], index, owner, BProxy));",
  );
  assertStringIncludes(first, "check.reference(lead, ");
  const { plan } = await project.generate();
  assertEquals(plan.unchanged.length, 3);
  assertEquals(await project.read("gen/a_proxy.gen.ts"), first);
});
