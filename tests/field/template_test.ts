import { assert, assertEquals, assertLess } from "@std/assert";
import ts from "typescript";
import { form } from "../../src/codec/check/check.ts";
import { UNOWNED } from "../../src/codec/reference/reference.ts";
import type { Method } from "../../src/proxy/mod.ts";
import { Chance } from "../gen/random_type.ts";
import { GeneratedProject, refuses, returns, tryCalls } from "./generated.ts";

const PLACEHOLDERS = [
  ...["string", "number", "bigint", "boolean", '"a" | "bb"', "1 | 20", "null"],
  ...["Uppercase<string>", "Lowercase<string>", "`<${number}>`", "undefined"],
  ...["Capitalize<string>", "Uncapitalize<Uppercase<string>>", "any"],
  ...["Uppercase<`x${number}y`>", "Capitalize<Lowercase<string>>", '"" | "-"'],
  ...["Uppercase<`${number}`>", "`${string}:${bigint}`", "string & {}"],
] as const;

const DELIMITERS = ["", "", "-", ".", "px", "--", "a", "\\n", "é", "$`\\\\"];

function writeTemplate(chance: Chance): string {
  let text = chance.pick(DELIMITERS);
  for (let parts = 1 + chance.below(3); parts > 0; parts--) {
    text += `\${${chance.pick(PLACEHOLDERS)}}${chance.pick(DELIMITERS)}`;
  }
  // What is written between backquotes must not end them.
  const escaped = text.replaceAll("$`", "\\$\\`");
  const type = `\`${escaped}\``;
  const others = ["", "", ` | "other" | ${"`z${number}`"}`];
  const mapped = ["", "", "", "Uppercase", "Uncapitalize"];
  const mapping = chance.pick(mapped);
  return (mapping === "" ? type : `${mapping}<${type}>`) + chance.pick(others);
}

const PIECES = [
  ..."0 1 -1 1.5 .5 5. 1e3 1E+2 0x1F 0b11 0o7 00 007 -0 +1 1_0 - + e".split(
    " ",
  ),
  ..."Infinity NaN true false null undefined a bb A é É ß px PX -- :".split(
    " ",
  ),
  ..."<1> x1y X1Y . n 1n 9007199254740993 z2 other Abc aBC $`\\".split(" "),
  ...[" ", "\n", "", "\t1 ", "1e999", "\u{1f600}", "İ", "ﬁ"],
];

function writeText(chance: Chance): string {
  let text = "";
  for (let pieces = chance.below(7); pieces >= 0; pieces--) {
    text += chance.pick(PIECES);
  }
  return text;
}

/** Writes a text that a template may take: pieces in place of its parts. */
function fill(type: string, chance: Chance): string {
  const [template = ""] =
    /`(?:\\.|\$\{(?:`[^`]*`|[^}`])*\}|[^`\\])*`/.exec(type) ??
      [];
  return template.slice(1, -1)
    .replace(/\$\{(?:`[^`]*`|[^}`])*\}/g, () => chance.pick(PIECES))
    .replaceAll("\\n", "\n").replace(/\\(.)/g, "$1");
}

/** Asks the compiler which texts are of which of the types `T0`, `T1`, .... */
function judge(
  types: readonly string[],
  texts: readonly string[],
): boolean[][] {
  const code =
    "interface Array<T> {} interface Boolean {} interface Number {}" +
    "interface Function {} interface IArguments {} interface Object {}" +
    "interface RegExp {} interface String {} interface BigInt {}" +
    ["Upper", "Lower"].map((one) =>
      `type ${one}case<T extends string> = intrinsic;`
    ).join("") +
    "type Capitalize<T extends string> = intrinsic;" +
    "type Uncapitalize<T extends string> = intrinsic;" +
    types.map((type, index) => `export type T${index} = ${type};`).join("\n");
  const file = ts.createSourceFile("a.ts", code, ts.ScriptTarget.ESNext);
  const program = ts.createProgram({
    rootNames: ["a.ts"],
    options: { noLib: true, strict: true, types: [] },
    host: {
      getSourceFile: (name) => name === "a.ts" ? file : undefined,
      getDefaultLibFileName: () => "lib.d.ts",
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => name === "a.ts",
      readFile: () => undefined,
      writeFile: () => {},
    },
  });
  const checker = program.getTypeChecker();
  const aliases = file.statements.filter(ts.isTypeAliasDeclaration)
    .filter(({ name }) => /^T\d/.test(name.text));
  return aliases.map((alias) => {
    const type = checker.getTypeAtLocation(alias.name);
    return texts.map((text) =>
      checker.isTypeAssignableTo(checker.getStringLiteralType(text), type)
    );
  });
}

function isTaken(method: Method, value: unknown): boolean {
  try {
    return method.copyPayload(value, UNOWNED) === value;
  } catch {
    return false;
  }
}

Deno.test("G11: a form is judged as the compiler does", async () => {
  const seed = 20_261_129;
  const chance = new Chance(seed);
  const types = Array.from({ length: 160 }, () => writeTemplate(chance));
  const texts = [...PIECES];
  for (let n = 0; n < 1_000; n++) {
    texts.push(writeText(chance), fill(chance.pick(types), chance));
  }
  await using project = await GeneratedProject.create({
    "src/forms.ts": [
      "// @generate-proxy",
      "export class Forms {",
      ...types.map((type, index) => `m${index}(x: ${type}): void { void x; }`),
      "}",
    ].join("\n"),
  });
  const { definition } = await project.import("Forms");
  const methods = definition.methods as Readonly<Record<string, Method>>;
  const wanted = judge(types, texts);
  assertEquals(wanted.length, types.length);
  let taken = 0;
  for (const [index, type] of types.entries()) {
    const right = texts.filter((_, at) => wanted[index]![at]);
    const found = texts.filter((text) => isTaken(methods[`m${index}`]!, text));
    assertEquals(found, right, `${type} (seed ${seed})`);
    taken += found.length;
  }
  // Both answers must be common, or the test compares little.
  assertLess(types.length * 5, taken);
});

const ROWS = [
  ["both", ["ab"], returns("ab")],
  ["both", ["ac"], refuses("got string")],
  [
    "both",
    ["bb"],
    refuses("x: expected text like `a${string}` & `${string}b`"),
  ],
  ["shout", ["ÄB1"], returns("ÄB1")],
  ["shout", ["äB"], refuses("x: expected text like Uppercase<string>")],
  ["branded", ["user:7"], returns("user:7")],
  ["branded", ["user"], refuses("`user:${string}`")],
  ["either", [5], returns(5)],
  ["either", ["5px"], returns("5px")],
  ["either", ["px"], refuses("x: expected")],
  ["keys", [{ "data-1": 1, X: true }], returns({ "data-1": 1, X: true })],
  ["keys", [{ "data-1": true }], refuses('x["data-1"]: expected number')],
  ["keys", [{ X: 1 }], refuses("x.X: expected boolean, got number")],
  ["keys", [{ x: 1, data: 2 }], returns({})],
  ["nested", [new Map([["1/2", ["#ff"]]])], returns(1)],
  ["nested", [new Map([["1/b", ["#ff"]]])], refuses("x.keys()[0]")],
  ["nested", [new Map([["1/2", ["ff"]]])], refuses("[0]: expected text like")],
] as const;

Deno.test("G11: forms are checked wherever a text may stand", async () => {
  await using project = await GeneratedProject.create({
    "src/places.ts": `
type Id = string & { readonly __brand: "id" };
// @generate-proxy
export class Places {
  both(x: \`a\${string}\` & \`\${string}b\`): string { return x; }
  shout(x: Uppercase<string>): string { return x; }
  branded(x: \`user:\${Id}\`): string { return x; }
  either(x: number | \`\${number}px\` | null): unknown { return x; }
  keys(x: {
    [key: \`data-\${number}\`]: number;
    [key: Uppercase<string>]: boolean;
  }): unknown { return x; }
  nested(x: Map<\`\${bigint}/\${bigint}\`, \`#\${string}\`[]>): number {
    return x.size;
  }
}
`,
  });
  await tryCalls(await project.import("Places"), ROWS);
});

/** Counts the characters that a test of a text may look at. */
function countSteps(test: () => unknown): number {
  const { indexOf, slice, toUpperCase } = String.prototype;
  let steps = 0;
  String.prototype.indexOf = function (...args) {
    const found = indexOf.apply(this, args);
    steps += (found < 0 ? this.length : found) - (args[1] ?? 0) + 1;
    return found;
  };
  String.prototype.slice = function (...args) {
    const part = slice.apply(this, args);
    steps += part.length;
    return part;
  };
  String.prototype.toUpperCase = function () {
    steps += this.length;
    return toUpperCase.apply(this);
  };
  try {
    test();
  } finally {
    Object.assign(String.prototype, { indexOf, slice, toUpperCase });
  }
  return steps;
}

Deno.test("G11: a text of twice the length takes twice the steps", () => {
  const { bigint, mapped, number, string, template } = form;
  const forms = [
    template(["", "px"], number),
    template(["", "", ""], number, number),
    template(["", "@", ".", ""], string, string, string),
    template(["", "-", "-", "-", ""], string, number, bigint, string),
    template(["", "", "", ""], string, string, bigint),
    template(["", ".", ""], mapped(string, "Uppercase"), number),
    template(["a", "aab", "b"], string, string),
  ];
  const repeats = ["1", "@", "1-", "a", "A.", "aa", "@.", "-"];
  for (const one of forms) {
    for (const repeat of repeats) {
      const count = (length: number) =>
        countSteps(() => one.test(repeat.repeat(length) + "z"));
      for (let length = 256; length <= 65_536; length *= 4) {
        const [steps, twice] = [count(length), count(2 * length)];
        const title = `${one.source} of ${length} times ${repeat}`;
        assertLess(twice, 2 * steps + 64, title);
        assertLess(steps, 8 * (repeat.length * length + 64), title);
      }
    }
  }
  assert(countSteps(() => forms[2]!.test("@".repeat(9))) > 0);
});
