import { assertEquals } from "@std/assert";
import { Project } from "./project.ts";

const SOURCE = [
  'import type { Lost } from "npm:lost";',
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
