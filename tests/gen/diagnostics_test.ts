import { assert, assertEquals } from "@std/assert";
import { RULES } from "../../cli/gen/diagnostics.ts";
import { type Files, Project } from "./project.ts";

/** Bad input by what it shows: files of `src/`, and the lines to report. */
const CASES: Record<string, { files: Files; lines: string[] }> = {
  "a marker above something that is no class": {
    files: {
      "nothing.ts": "// @generate-proxy\nexport function f(): void {}\n",
      "trailing.ts": "export class A {} // @generate-proxy\n",
      "end.ts": "export class B {}\n// @generate-proxy\n",
      "expression.ts": "// @generate-proxy\nexport const C = class {};\n",
    },
    lines: [
      "end.ts:2:1 GEN201 the marker @generate-proxy is not above a class " +
      "(hint: put it on the line above `export class`, or remove it)",
      "expression.ts:1:1 GEN201 the marker @generate-proxy is not above a " +
      "class (hint: put it on the line above `export class`, or remove it)",
      "nothing.ts:1:1 GEN201 the marker @generate-proxy is not above a class " +
      "(hint: put it on the line above `export class`, or remove it)",
      "trailing.ts:1:19 GEN201 the marker @generate-proxy is not above a " +
      "class (hint: put it on the line above `export class`, or remove it)",
    ],
  },
  "a class that is not exported": {
    files: {
      "hidden.ts": "// @generate-proxy\nclass Hidden {}\n",
      "inner.ts": "export function f(): void {\n" +
        "  // @generate-proxy\n  class Inner {}\n  void Inner;\n}\n",
    },
    lines: [
      "hidden.ts:2:7 GEN202 class Hidden is not exported " +
      "(hint: write `export class Hidden` at the top of its file)",
      "inner.ts:3:9 GEN202 class Inner is not exported " +
      "(hint: write `export class Inner` at the top of its file)",
    ],
  },
  "a class that cannot be made": {
    files: {
      "abstract.ts": "// @generate-proxy\nexport abstract class Shape {}\n",
      "generic.ts": "// @generate-proxy\nexport class Box<T> { x?: T; }\n",
      "nameless.ts": "// @generate-proxy\nexport default class {}\n",
    },
    lines: [
      "abstract.ts:2:23 GEN203 class Shape is abstract " +
      "(hint: mark the classes that extend it instead)",
      "generic.ts:2:14 GEN204 class Box is generic " +
      "(hint: mark a class that extends it with concrete types instead)",
      "nameless.ts:2:1 GEN205 the class has no name " +
      "(hint: name it: its proxy and its actor type are named after it)",
    ],
  },
  "a constructor that the engine cannot call": {
    files: {
      "more.ts": 'import type { Context } from "@backstage/actors";\n' +
        "// @generate-proxy\nexport class More {\n" +
        "  constructor(c: Context, n: number) { void [c, n]; }\n" +
        "  a(): void {}\n}\n",
      "other.ts": "// @generate-proxy\nexport class Other {\n" +
        "  constructor(name: string) { void name; }\n" +
        "  a(): void {}\n}\n",
      "part.ts": "// @generate-proxy\nexport class Part {\n" +
        "  constructor(c: { actorId: string }, n = 1) { void [c, n]; }\n" +
        "  a(): void {}\n}\n",
      "secret.ts": "// @generate-proxy\nexport class Secret {\n" +
        "  private constructor() {}\n  a(): void {}\n}\n",
    },
    lines: [
      "more.ts:4:3 GEN206 the constructor of More asks for more than a " +
      "Context (hint: take (ctx: Context) or nothing; send the rest in a " +
      "message)",
      "other.ts:3:3 GEN206 the constructor of Other asks for more than a " +
      "Context (hint: take (ctx: Context) or nothing; send the rest in a " +
      "message)",
      "secret.ts:2:14 GEN207 the constructor of Secret is not public " +
      "(hint: make it public: the engine creates actors)",
    ],
  },
  "a class that is only declared": {
    files: {
      "declared.ts": "// @generate-proxy\n" +
        "export declare class Declared { a(): void }\n",
    },
    lines: [
      "declared.ts:2:22 GEN211 class Declared is only declared " +
      "(hint: mark it where it is written: the engine needs its code)",
    ],
  },
  "two actors of one name": {
    files: {
      "a/first.ts": "// @generate-proxy\nexport class Cart { a(): void {} }\n",
      "b/second.ts": "// @generate-proxy\nexport class Basket {\n" +
        '  static readonly options = { actorType: "Cart" };\n' +
        "  a(): void {}\n}\n",
      "c/third.ts": "// @generate-proxy\n" +
        "export class Basket { a(): void {} }\n",
    },
    lines: [
      'a/first.ts:2:14 GEN208 two actors have the type name "Cart"; the ' +
      "other is at src/b/second.ts:2 (hint: rename a class, or give one a " +
      "static options.actorType)",
      'b/second.ts:2:14 GEN208 two actors have the type name "Cart"; the ' +
      "other is at src/a/first.ts:2 (hint: rename a class, or give one a " +
      "static options.actorType)",
      "b/second.ts:2:14 GEN209 two actors need the file " +
      "basket_proxy.gen.ts; the other is at src/c/third.ts:2 (hint: rename a " +
      "class: its file is named after it, whatever its actorType)",
      "c/third.ts:2:14 GEN209 two actors need the file " +
      "basket_proxy.gen.ts; the other is at src/b/second.ts:2 (hint: rename " +
      "a class: its file is named after it, whatever its actorType)",
    ],
  },
  "an actor type that is no literal": {
    files: {
      "type.ts": "const name: string = String(1);\n// @generate-proxy\n" +
        "export class Typed {\n" +
        "  static readonly options = { actorType: name };\n" +
        "  a(): void {}\n}\n",
      "empty.ts": "// @generate-proxy\nexport class Empty {\n" +
        '  static readonly options = { actorType: "" };\n' +
        "  a(): void {}\n}\n",
    },
    lines: [
      "empty.ts:3:3 GEN210 the actorType of Empty is no literal name " +
      '(hint: write it out: static readonly options = { actorType: "name" })',
      "type.ts:4:3 GEN210 the actorType of Typed is no literal name " +
      '(hint: write it out: static readonly options = { actorType: "name" })',
    ],
  },
  "a method name that every proxy has": {
    files: {
      "names.ts":
        "// @generate-proxy\nexport class Names {\n  then(): void {}\n" +
        "  with(): void {}\n  toJSON(): void {}\n" +
        '  toString(): string { return ""; }\n' +
        '  ["__proto__"](): void {}\n  hasOwnProperty(): boolean {\n' +
        "    return true;\n  }\n}\n",
    },
    lines: [
      [3, 3, "then"],
      [4, 3, "with"],
      [5, 3, "toJSON"],
      [6, 3, "toString"],
      [7, 3, "__proto__"],
      [8, 3, "hasOwnProperty"],
    ].map(([line, column, name]) =>
      `names.ts:${line}:${column} GEN301 method ${name} would clash with a ` +
      "member of every proxy (hint: give the method another name, or make " +
      "it private)"
    ),
  },
  "a type that only its own file can name": {
    files: {
      "named.ts": "class Secret { x = 1; }\n// @generate-proxy\n" +
        "export class Named {\n" +
        "  get(a: string): void;\n  get(a: Secret): void;\n" +
        "  get(a: unknown): void { void a; }\n}\n",
    },
    lines: [
      "named.ts:5:7 GEN304 parameter a of get has a type that only its own " +
      "file can name (hint: export the types that it uses)",
    ],
  },
  "a field that was meant to be a message": {
    files: {
      "field.ts": "// @generate-proxy\nexport class Field {\n" +
        "  add = (n: number) => n;\n  sub = function () {};\n" +
        "  #own = () => 1;\n  private old = () => 1;\n" +
        "  count = 1;\n  listener?: () => void;\n  a(): void {\n" +
        "    void [this.#own, this.old];\n  }\n}\n",
    },
    lines: [[3, "add"], [4, "sub"]].map(([line, name]) =>
      `field.ts:${line}:3 GEN404 warning: ${name} is a field, no message ` +
      "(hint: write it as a method, or make it private)"
    ),
  },
  "an actor without a message": {
    files: {
      "none.ts": "// @generate-proxy\nexport class None {\n" +
        "  init(): void {}\n  #own(): void {}\n" +
        "  static make(): void {}\n}\n",
    },
    lines: [
      "none.ts:2:14 GEN405 warning: None has no message " +
      "(hint: give it a public method, or remove the marker)",
    ],
  },
  "a message that is named like a hook": {
    files: {
      "hook.ts": "// @generate-proxy\nexport class Hook {\n" +
        "  Init(): void {}\n  deInit(): void {}\n  onInit(): void {}\n}\n",
    },
    lines: [[3, "Init"], [4, "deInit"]].map(([line, name]) => {
      const hook = String(name).toLowerCase();
      return `hook.ts:${line}:3 GEN406 warning: ${name} is a message, not ` +
        `the hook ${hook} (hint: name it ${hook} if it is the hook, ` +
        "otherwise not so much like it)";
    }),
  },
  "a method with a number for a name": {
    files: {
      "number.ts": "// @generate-proxy\nexport class Numbers {\n" +
        "  42(): void {}\n  1e3(): void {}\n  [7](): void {}\n" +
        '  "8"(): void {}\n}\n',
    },
    lines: [[3, "42"], [4, "1000"], [5, "7"]].map(([line, name]) =>
      `number.ts:${line}:3 GEN305 the method ${name} has a number for a name ` +
      "(hint: give it a name of letters)"
    ),
  },
  "a generator that cannot be a streaming reply": {
    files: {
      "streams.ts": "// @generate-proxy\nexport class Streams {\n" +
        "  *list() { yield 1; }\n" +
        "  async *talk(): AsyncGenerator<number, void, string> {\n" +
        "    const answer = yield 1;\n    void answer;\n  }\n" +
        "  async later(): Promise<AsyncIterable<number>> {\n" +
        "    return await Promise.resolve(this.good());\n  }\n" +
        "  mixed(all: true): AsyncIterable<number>;\n" +
        "  mixed(all: false): number;\n" +
        "  mixed(all: boolean): AsyncIterable<number> | number {\n" +
        "    return all ? this.good() : 1;\n  }\n" +
        "  async *good() { yield 1; }\n" +
        "  async *bad() { yield () => {}; }\n}\n",
    },
    lines: [
      "streams.ts:3:4 GEN306 Streams.list is a generator, not an async one " +
      "(hint: write `async *`: each of its steps is a turn)",
      "streams.ts:4:10 GEN306 Streams.talk wants a value at each step (hint: " +
      "let another method take it: a consumer only asks for the next value)",
      "streams.ts:8:9 GEN306 Streams.later returns a promise of an async " +
      "iterable (hint: return the async iterable itself, or write `async *`)",
      "streams.ts:11:3 GEN306 only some of the overloads of mixed return an " +
      "async iterable (hint: give those that do a method of their own)",
      "streams.ts:17:10 GEN303 yielded value: functions cannot be messages " +
      "(hint: send data, or the proxy of an actor to call back)",
    ],
  },
  "a file that does not parse": {
    files: {
      "broken.ts": "// @generate-proxy\nexport class Broken {\n  a( {}\n}\n",
      "user.ts": 'import type { A } from "./library.ts";\n' +
        "// @generate-proxy\nexport class User { a(a: A): void { void a; } }\n",
      "library.ts": "export type A = {;\n",
    },
    lines: [
      "broken.ts:4:1 GEN103 ',' expected. (hint: mend the syntax error)",
      "library.ts:1:18 GEN103 Property or signature expected. " +
      "(hint: mend the syntax error)",
      "library.ts:2:1 GEN103 '}' expected. (hint: mend the syntax error)",
    ],
  },
  "a type whose module cannot be found": {
    files: {
      "lost.ts": 'import type { A } from "./nowhere.ts";\n' +
        'import type { C } from "./c_proxy.gen.ts";\n' +
        "// @generate-proxy\nexport class Lost {\n" +
        "  a(a: A, c: C): void { void [a, c]; }\n}\n",
    },
    lines: [
      "lost.ts:1:24 GEN401 warning: cannot find the module ./nowhere.ts of a " +
      "message's type (hint: mend the import; until then such values are " +
      "copied unchecked)",
    ],
  },
};

for (const [what, { files, lines }] of Object.entries(CASES)) {
  Deno.test(`generate() reports ${what}`, async () => {
    await using project = await Project.create(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [`src/${path}`, text]),
      ),
    );
    assertEquals(
      await project.diagnose(),
      lines.map((line) => `src/${line}`),
    );
    const isWarning = lines.every((line) => line.includes("warning"));
    assertEquals(project.list("gen").length > 0, isWarning);
  });
}

Deno.test("generate() reports scan paths that do not exist", async () => {
  await using project = await Project.create({});
  assertEquals(await project.diagnose(), [
    "src:1:1 GEN101 cannot scan src: it does not exist " +
    "(hint: name an existing folder or file to scan)",
  ]);
});

Deno.test("generate() reports configuration that does not parse", async () => {
  await using project = await Project.create({
    "deno.json": '{ "imports": [ }',
    "src/a.ts": "// @generate-proxy\nexport class A {}\n",
  });
  const [line] = await project.diagnose();
  assert(line?.startsWith("deno.json:1:1 GEN105 cannot read"), line);
});

Deno.test("generate() takes no marker in other text for one", async () => {
  await using project = await Project.create({
    "src/a.ts": [
      "const string = '// @generate-proxy';",
      "const template = `",
      "// @generate-proxy",
      "export class InTemplate {}`;",
      "/*",
      "// @generate-proxy",
      "*/",
      "export class AfterBlock {}",
      "// see // @generate-proxy",
      "export class AfterLonger {}",
      "/// see @generate-proxy",
      "export class AfterSlashes {}",
      "/** Not what @generate-proxy marks. */",
      "export class AfterWords {}",
      "// @generate-proxy is what marks actors.",
      "",
      "export class AfterProse {}",
      "void [string, template, /[/] @generate-proxy/];",
      "",
    ].join("\n"),
    "src/a.d.ts": "// @generate-proxy\nexport declare class Declared {}\n",
  });
  assertEquals(await project.diagnose(), []);
  assertEquals(project.list("gen"), []);
});

Deno.test("RULES has each code in a test and in the manual", async () => {
  const tests = await Promise.all(
    [...Deno.readDirSync(import.meta.dirname ?? ".")]
      .filter(({ name }) => name.endsWith("_test.ts"))
      .map(({ name }) => Deno.readTextFile(`${import.meta.dirname}/${name}`)),
  );
  const manual = await Deno.readTextFile(
    new URL("../../docs/generator.md", import.meta.url),
  );
  const listed = [...manual.matchAll(/^### (GEN\d+): (.*)$/gm)]
    .map(([, code, summary]) => [code, summary]);
  assertEquals(
    listed,
    Object.entries(RULES).map(([code, { summary }]) => [code, summary]),
  );
  for (const code of Object.keys(RULES)) {
    assert(tests.some((text) => text.includes(`${code} `)), code);
  }
});
