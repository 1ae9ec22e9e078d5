import { assertEquals } from "@std/assert";
import { Project } from "./project.ts";

/** Declares one method and returns what is said of it, without the hints. */
async function judge(method: string, more = ""): Promise<string[]> {
  await using project = await Project.create({
    "src/a.ts": `${more}\n// @generate-proxy\nexport class A {\n` +
      `  ${method}\n}\n`,
  });
  return (await project.diagnose()).map((line) =>
    line.replace(/^src\/a\.ts:\d+:\d+ /, "").replace(/ \(hint: .*/, "")
  );
}

const REFUSED: Record<string, string> = {
  "a: () => void": "a: functions cannot be messages",
  "a: new () => object": "a: functions cannot be messages",
  "a: Function": "a: functions cannot be messages",
  "a: symbol": "a: symbols cannot be messages",
  "a: Promise<number>": "a: promises cannot be messages",
  "a: { b: PromiseLike<number>[] }": "a.b[]: promises cannot be messages",
  "a: WeakMap<object, number>": "a: weak references cannot be messages",
  "a: WeakRef<object> | null": "a: weak references cannot be messages",
  "a: ReadableStream<string>": "a: byte streams cannot be messages",
  "a: Generator<number>": "a: generators cannot be messages",
  "a: Iterator<number>": "a: iterators cannot be messages",
  "a: Request": "a: Request cannot be a message",
  "a: [string, symbol]": "a[1]: symbols cannot be messages",
  "a: Map<string, () => void>": "a.values()[]: functions cannot be messages",
  'a: { "a-b"?: symbol }': 'a["a-b"]: symbols cannot be messages',
  "a: Record<string, symbol>": "a[key]: symbols cannot be messages",
  "...a: symbol[]": "a[]: symbols cannot be messages",
  "{ b }: { b: symbol }": "arg0.b: symbols cannot be messages",
};

for (const [parameter, reason] of Object.entries(REFUSED)) {
  Deno.test(`ShapeReader.readMessage() refuses ${parameter}`, async () => {
    assertEquals(await judge(`m(${parameter}): void {}`), [`GEN302 ${reason}`]);
  });
}

Deno.test("ShapeReader.readMessage() names the path", async () => {
  const types = "interface Item { name: string; onChange?: () => void; " +
    "parent: Order; }\ninterface Order { items: Item[]; }";
  assertEquals(await judge("m(order: Order): void { void order; }", types), [
    "GEN302 order: Order.items[].onChange: functions cannot be messages",
  ]);
});

Deno.test("ShapeReader.readMessage() refuses behaviour", async () => {
  const types = "class Money { constructor(readonly cents: number) {}\n" +
    "  add(other: Money): Money { return other; } }\n" +
    "class Secret { #hidden = 1; read?: string; }\n";
  assertEquals(
    await judge("m(a: { price: Money }, b: Secret): void {}", types),
    [
      "GEN302 a.price: Money has methods or private members and no static " +
      "codec",
      "GEN302 b: Secret has methods or private members and no static codec",
    ],
  );
});

Deno.test("ShapeReader.readMessage() judges what is awaited", async () => {
  assertEquals(await judge("async m() { return () => 1; }"), [
    "GEN303 result: functions cannot be messages",
  ]);
  assertEquals(await judge("*m() { yield 1; }"), [
    "GEN306 A.m is a generator, not an async one",
  ]);
  assertEquals(await judge("async m(): Promise<number> { return 1; }"), []);
});

Deno.test("ShapeReader.readMessage() lets messages pass", async () => {
  const types = [
    'import type { Lost } from "node:lost";',
    'import { OtherProxy } from "./other_proxy.gen.ts";',
    "export enum Size { Small, Large }",
    "export class Point { x = 0; y = 0; }",
    "export class Money { static readonly codec = {}; add(): void {} }",
    'export type Id = string & { readonly brand: "id" };',
    "declare const tag: unique symbol;",
    "export type Tagged = number & { readonly [tag]: true };",
    "export interface Tree { children: Tree[]; parent?: Tree; }",
    "export type Nest<T> = { value: T; deeper?: Nest<T[]> };",
    "declare const referenceName: unique symbol;",
    "export declare abstract class ActorProxy {",
    "  readonly [referenceName]: unknown; call(): void; }",
    "export declare class Proxy extends ActorProxy {}",
  ].join("\n");
  const parameters = [
    "a: string | number | bigint | boolean | null | undefined",
    "b: readonly string[], c: [first: 1, ...rest: 'x'[]], d: Size",
    "e: Map<string, Set<Date>>, f: ReadonlyMap<string, ReadonlySet<1>>",
    "g: Uint8Array, h: Float64Array, i: ArrayBuffer, j: DataView",
    "k: URL, l: RegExp, m: Error, n: TypeError, o: unknown, p: object",
    "q: Partial<Tree>, r: Pick<Tree, 'children'>, s: Omit<Tree, 'parent'>",
    "t: Record<string, Tree>, u: Readonly<Tree>, v: { [key: string]: 1 }",
    "w: Id, x: Tagged, y: Point, z: Money, aa: Nest<string>",
    "ab: Lost, ac: OtherProxy, ad: Proxy, ae: T, af: `a${string}`",
  ].join(", ");
  assertEquals(await judge(`m<T>(${parameters}): void {}`, types), []);
});
