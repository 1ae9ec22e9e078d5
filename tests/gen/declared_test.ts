import { assert, assertEquals } from "@std/assert";
import { Diagnostics } from "../../cli/gen/diagnostics.ts";
import type { ts } from "../../cli/gen/parse/compiler/compiler.ts";
import { loadProgram } from "../../cli/gen/parse/compiler/host.ts";
import { typeOfMember } from "../../cli/gen/parse/shape/declared.ts";
import { FORBIDDEN } from "../../cli/gen/scan/module_graph.ts";
import { Disk } from "../../cli/gen/scan/sources.ts";
import { Project } from "./project.ts";

/** The compiler's view of a file's exported types. */
async function compile(source: string): Promise<{
  readonly program: ts.Program;
  readonly types: ReadonlyMap<string, ts.Type>;
}> {
  await using project = await Project.create({ "a.ts": source });
  const path = project.path("a.ts");
  const { program } = loadProgram({
    files: [path],
    sources: new Disk(),
    graph: FORBIDDEN,
    folder: project.folder,
    proxyModule: "./proxy.ts",
    diagnostics: new Diagnostics(),
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path)!)!;
  const types = checker.getExportsOfModule(module).map((symbol) =>
    [symbol.name, checker.getDeclaredTypeOfSymbol(symbol)] as const
  );
  return { program, types: new Map(types) };
}

/**
 * Writes types that inherit from each other and may speak of `this`, whose
 * members are unions of them all that the compiler cannot tell to be fixed.
 */
function writeFamily(size: number): string {
  const numbers = Array.from({ length: size }, (_, at) => at + 1);
  return [
    "interface Reference { id: string }",
    "type Value<T, Name extends string> =",
    "  | T | Wrapped<T, Name> | readonly (T | Wrapped<T, Name>)[];",
    "type Wrapped<T, Name extends string> =",
    '  { tag: "wrapped" } & { [key in Name]: T };',
    "interface Base0 extends Partial<Reference> { name?: string }",
    ...numbers.flatMap((at) => [
      `interface Base${at} extends Base${at - 1} {`,
      `  m${at}?: Value<All | string, "m${at}">;`,
      "}",
      `export type Leaf${at} = Base${at} & { tag: "${at}" };`,
    ]),
    `type All = ${numbers.map((at) => `Leaf${at}`).join(" | ")};`,
  ].join("\n");
}

Deno.test("G8: typeOfMember() makes no inherited member anew", async () => {
  const counts: number[] = [];
  for (const size of [20, 40, 80]) {
    const { program, types } = await compile(writeFamily(size));
    const checker = program.getTypeChecker();
    for (const type of types.values()) {
      for (const one of type.getProperties()) typeOfMember(one, checker);
    }
    counts.push(program.getInstantiationCount());
  }
  const [small = 0, middle = 0, large = 0] = counts;
  assert(middle < 2.2 * small && large < 2.2 * middle, `${counts}`);
});

Deno.test("typeOfMember() says what the compiler says", async () => {
  const { program, types } = await compile(`
    interface Reference { id?: string | number }
    interface Base extends Partial<Reference> {
      own: this[]; name?: string | undefined; next: Base | null; of: Box<this>;
      method: (() => this)[];
    }
    interface Box<T> { value: T; list: readonly T[]; pair: [T, Base] }
    interface Twice { one: string }
    interface Twice { two: number; one: string }
    class Node { kids: this[] = []; parent?: Node | null; static all: Node[];
      beside!: typeof this.kids; inner = { a: 1 } }
    function make<T>() { return class { value!: T; one!: Base } }
    namespace inside { export interface Far { near: Base; far?: Far } }
    export type T0 = Base & { tag: "0"; own: { length: 2 } };
    export type T1 = Box<Base>;
    export type T2 = Box<string> & Box<"a" | "b">;
    export type T3 = Pick<Base, "next"> & Base;
    export type T4 = { [key in keyof Base]: string } & Base;
    export type T5 = Twice & Partial<Twice>;
    export type T6 = Node & { readonly tag: 1 };
    export type T7 = ReturnType<typeof make<Base>>["prototype"];
    export type T8 = Required<Base>;
    export type T9 = inside.Far;
    export class T10 extends make<number>() { two!: string }
    export type T11 = T10 extends { one: infer One } ? { one: One } : never;
  `);
  const checker = program.getTypeChecker();
  let count = 0;
  for (const [name, type] of types) {
    for (const member of type.getProperties()) {
      const told = typeOfMember(member, checker);
      const known = checker.getTypeOfSymbol(member);
      const isSame = told === known ||
        show(told, checker) === show(known, checker);
      assert(isSame, `${name}.${member.name}: ${show(told, checker)}`);
      count++;
    }
  }
  assertEquals(count, 46);
});

/** Writes a type; an optional member's own `undefined` is not told apart. */
function show(type: ts.Type, checker: ts.TypeChecker): string {
  const parts = checker.typeToString(type).split(" | ");
  return parts.filter((part) => part !== "undefined").join(" | ");
}
