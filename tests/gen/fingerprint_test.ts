import { assert, assertEquals, assertMatch } from "@std/assert";
import { createProject, IMPORT, readStates } from "./state_project.ts";

/** A type `T` in two ways: of both the fingerprint is the same. */
const SAME: Record<string, readonly [string, string]> = {
  "another name": [
    "interface Item { a: number; } type T = { item: Item };",
    "interface Thing { a: number; } type T = { item: Thing };",
  ],
  "an alias": [
    "interface T { a: { b: number }[]; }",
    "type B = { b: number }; type T = { a: Array<B> };",
  ],
  "another order of members": [
    "interface T { a: number; b?: string; }",
    "interface T { b?: string; a: number; }",
  ],
  "another order of a union": [
    'type T = { k: "a"; x: number } | { k: "b"; y: string } | null;',
    'type T = null | { k: "b"; y: string } | { k: "a"; x: number };',
  ],
  "unions within unions": [
    'type A = "a" | "b"; type T = A | "c" | null;',
    'type B = null | "c"; type T = B | "b" | "a";',
  ],
  "a type that is written down twice": [
    "interface P { x: number; } type T = { a: P; b: P };",
    "interface P { x: number; } interface Q { x: number; } " +
    "type T = { a: P; b: Q };",
  ],
  "a union of types that are alike": [
    "interface P { x: number; } type T = P;",
    "interface P { x: number; } interface Q { x: number; } type T = P | Q;",
  ],
  "a type that refers to itself": [
    "interface T { next: T | null; }",
    "interface T { next: U | null; } interface U { next: T | null; }",
  ],
  "types that refer to each other": [
    "interface T { own: { of: T[]; tag: 1 | 2 } | undefined; }",
    "interface Own { tag: 2 | 1; of: Array<U>; } " +
    "interface U { own: Own | undefined; } " +
    "interface T { own: Own | undefined; }",
  ],
  "readonly": [
    "interface T { a: string[]; b: Map<string, number>; c: Set<1n>; }",
    "interface T { readonly a: readonly string[]; " +
    "b: ReadonlyMap<string, number>; readonly c: ReadonlySet<1n>; }",
  ],
  "a base": [
    "interface T { a: number; b: string; }",
    "interface Base { a: number; } interface T extends Base { b: string; }",
  ],
  "an intersection": [
    "type T = { a: number; b: string };",
    "type T = { a: number } & { b: string };",
  ],
  "a generic type": [
    "interface T { a: { value: number }; b: { value: string }; }",
    "interface Box<V> { value: V; } " +
    "type T = { a: Box<number>; b: Box<string> };",
  ],
  "names of a tuple's elements": [
    "type T = [number, string?];",
    "type T = [cents: number, note?: string];",
  ],
  "an enum": [
    'enum Mode { Day = "day", Night = "night" } type T = Mode;',
    'type T = "night" | "day";',
  ],
  "a conditional type": [
    "type T = { a: number } extends object ? boolean : string;",
    "type T = true | false;",
  ],
};

/** Types `T` of which no two have one fingerprint. */
const DIFFERENT: readonly string[] = [
  "type T = number;",
  "type T = string;",
  "type T = bigint;",
  "type T = boolean;",
  "type T = true;",
  "type T = unknown;",
  "type T = object;",
  "type T = null;",
  "type T = undefined;",
  'type T = "1";',
  "type T = 1;",
  "type T = 1n;",
  "type T = 1 | 2;",
  "type T = number | null;",
  "type T = number | undefined;",
  "type T = `a${string}`;",
  "type T = `b${string}`;",
  "type T = Date;",
  "type T = URL;",
  "type T = Uint8Array;",
  "type T = Error;",
  "type T = { a: number };",
  "type T = { b: number };",
  "type T = { a: string };",
  "type T = { a?: number };",
  "type T = { a: number | undefined };",
  "type T = { a: number; b: number };",
  "type T = { a: { a: number } };",
  "type T = number[];",
  "type T = number[][];",
  "type T = [number];",
  "type T = [number, number];",
  "type T = [number, number?];",
  "type T = [number, ...number[]];",
  "type T = Set<number>;",
  "type T = Set<string>;",
  "type T = Map<number, string>;",
  "type T = Map<string, number>;",
  "type T = Record<string, number>;",
  "type T = Record<string, string>;",
  "type T = Record<`a${string}`, number>;",
  "type T = { a: number; [other: string]: number };",
  "interface T { next: T | null; }",
  "interface T { next: T | undefined; }",
  "interface T { next?: T; }",
  "interface T { next: { next: null } | null; }",
  "interface T { next: { next: { next: null } | null } | null; }",
  "interface T { all: T[]; }",
  'type T = { k: "a"; x: number } | { k: "b"; x: string };',
  'type T = { k: "a"; x: string } | { k: "b"; x: number };',
  'import type { AnnProxy } from "../gen/ann_proxy.gen.ts"; type T = AnnProxy;',
  'import type { BobProxy } from "../gen/bob_proxy.gen.ts"; type T = BobProxy;',
  "export class Money { static readonly codec = { " +
  "encode: (money: Money): number => money.cents, " +
  "decode: (cents: number): Money => new Money(cents) }; " +
  "constructor(readonly cents: number) {} } type T = Money;",
];

/** Returns the fingerprints of states of the type `T` of some sources. */
async function readShapes(sources: readonly string[]): Promise<string[]> {
  const files = sources.map((source, index) =>
    [
      `a${index}.ts`,
      `${IMPORT}${source}\n// @generate-proxy\nexport class A${index} {\n` +
      "  #t: State<T>;\n  constructor(ctx: Context) {\n" +
      '    this.#t = ctx.state("t", () => null as unknown as T);\n  }\n' +
      "  m(): void {}\n}\n",
    ] as const
  );
  await using project = await createProject(Object.fromEntries(files));
  assertEquals(await project.diagnose(), []);
  return await Promise.all(files.map(async (_, index) => {
    const text = await project.read(`gen/a${index}_proxy.gen.ts`);
    return readStates(text)["t"]?.shape ?? "";
  }));
}

Deno.test("fingerprint() is the same for what is alike", async () => {
  const cases = Object.entries(SAME);
  const shapes = await readShapes(cases.flatMap(([, sources]) => sources));
  for (const [index, [what]] of cases.entries()) {
    assertMatch(shapes[2 * index]!, /^[0-9a-f]{16}$/);
    assertEquals(shapes[2 * index], shapes[2 * index + 1], what);
  }
});

Deno.test("fingerprint() is another for what differs", async () => {
  const shapes = await readShapes(DIFFERENT);
  for (const [index, shape] of shapes.entries()) {
    const first = shapes.indexOf(shape);
    assert(first === index, `${DIFFERENT[first]} and ${DIFFERENT[index]}`);
  }
});

Deno.test("fingerprint() stays what it was", async () => {
  assertEquals(
    await readShapes([
      "interface T { cents: number; entries: { cents: number }[]; }",
      "interface T { next: T | null; of: Map<string, 1 | 2>; }",
    ]),
    ["0fd546d4ffcf67f2", "42f1350d9f9180b7"],
  );
});
