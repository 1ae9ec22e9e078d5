import { assertEquals } from "@std/assert";
import { Project } from "./project.ts";

const SOURCE = [
  'import type { Lost } from "node:lost";',
  "export interface Order {",
  "  note: any;",
  "  items: { extra: unknown }[];",
  "  lost?: Lost;",
  "  size: 1 | 2;",
  "}",
  "// @generate-proxy",
  "export class A {",
  "  add(order: Order, free: object): void { void [order, free]; }",
  "  same<T>(value: T): T { return value; }",
  "}",
].join("\n");

const HINT = "(hint: declare what it is, so that it is checked)";
const UNCHECKED = `copied unchecked ${HINT}`;

Deno.test("`--strict` refuses whatever is copied unchecked", async () => {
  await using project = await Project.create({ "src/a.ts": SOURCE });
  assertEquals(
    await project.diagnoseAll({ isStrict: true }),
    [
      `src/a.ts:3:3 GEN402 order: Order.note: any is ${UNCHECKED}`,
      `src/a.ts:4:12 GEN402 order: Order.items[].extra: unknown is ` +
      `copied unchecked ${HINT}`,
      `src/a.ts:5:3 GEN402 order: Order.lost: what cannot be found ` +
      `is copied unchecked ${HINT}`,
      `src/a.ts:10:21 GEN402 free: object is copied unchecked ${HINT}`,
      `src/a.ts:11:3 GEN402 result: a type parameter is ${UNCHECKED}`,
      `src/a.ts:11:11 GEN402 value: a type parameter is ${UNCHECKED}`,
    ],
  );
  assertEquals(project.list("gen"), []);
});

Deno.test("generate() warns once of a method's unchecked parts", async () => {
  await using project = await Project.create({ "src/a.ts": SOURCE });
  assertEquals(await project.diagnoseAll(), [
    `src/a.ts:10:7 GEN402 warning: order: Order.note: any is copied ` +
    `unchecked, and 3 more parts ${HINT}`,
    `src/a.ts:11:11 GEN402 warning: value: a type parameter is copied ` +
    `unchecked, and 1 more part ${HINT}`,
  ]);
  assertEquals(project.list("gen"), ["a_proxy.gen.ts"]);
});

Deno.test("generate() warns for every method with such a type", async () => {
  await using project = await Project.create({
    "src/a.ts": [
      "export interface Order { note: any; self?: Order }",
      "export interface Whole { n: number; whole?: Whole }",
      "// @generate-proxy",
      "export class A {",
      "  first(order: Order): void { void order; }",
      "  again(order: Order): void { void order; }",
      "  map(x: Map<string, [Whole, Order?]>): void { void x; }",
      "  either(x: { order?: Order | null } | string): void { void x; }",
      "  result(): Promise<Order[]> { return Promise.resolve([]); }",
      "  none(x: Whole, y: Whole[]): void { void [x, y]; }",
      "}",
    ].join("\n"),
  });
  const again = `unknown is ${UNCHECKED}`;
  assertEquals(await project.diagnoseAll(), [
    `src/a.ts:5:9 GEN402 warning: order: Order.note: any is ${UNCHECKED}`,
    `src/a.ts:6:9 GEN402 warning: order: Order.note: ${again}`,
    `src/a.ts:7:7 GEN402 warning: x.values()[][1].note: ${again}`,
    `src/a.ts:8:10 GEN402 warning: x.order.note: ${again}`,
    `src/a.ts:9:3 GEN402 warning: result[].note: ${again}`,
  ]);
});

Deno.test("generate() counts the methods beyond ten", async () => {
  const methods = Array.from(
    { length: 13 },
    (_, at) => `  m${at}(value: any): void { void value; }`,
  );
  await using project = await Project.create({
    "src/a.ts": ["// @generate-proxy", "export class A {", ...methods, "}"]
      .join("\n"),
  });
  const lines = await project.diagnoseAll();
  assertEquals(lines.length, 11);
  assertEquals(
    lines.at(-1),
    "src/a.ts:13:7 GEN402 warning: 3 more methods have parts that are copied " +
      "unchecked (hint: --strict names every part)",
  );
});
