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

Deno.test("`--strict` warns of whatever is copied unchecked", async () => {
  await using project = await Project.create({ "src/a.ts": SOURCE });
  assertEquals(await project.diagnose(), []);
  const warnings = await project.diagnose({ isStrict: true });
  const hint = "(hint: declare what it is, so that it is checked)";
  assertEquals(warnings, [
    `src/a.ts:3:3 GEN402 warning: order: Order.note: any is copied ` +
    `unchecked ${hint}`,
    `src/a.ts:4:12 GEN402 warning: order: Order.items[].extra: unknown is ` +
    `copied unchecked ${hint}`,
    `src/a.ts:5:3 GEN402 warning: order: Order.lost: what cannot be found ` +
    `is copied unchecked ${hint}`,
    `src/a.ts:10:21 GEN402 warning: free: object is copied unchecked ${hint}`,
  ]);
});
