import { assertEquals } from "@std/assert";
import { findBareExports } from "./rules/examples.ts";
import { createSource, formatFinding } from "./source.ts";

Deno.test("findBareExports() finds classes and functions without one", () => {
  const example = "/** A.\n * @example Use\n * ```ts\n * ``` */\n";
  const files = {
    "mod.ts": [
      'export { A, B as C, type D } from "./src/base/a.ts";',
      'export type { E } from "./src/base/a.ts";',
      "/** Without. */",
      'export * as bare from "./src/base/a.ts";',
      `${example}export * as shown from "./src/base/a.ts";`,
      "export function f() {}",
      "function inner() {}",
      `${example}export function g() {}`,
    ].join("\n"),
    "src/base/a.ts": [
      `${example}export class A {}`,
      "/** No example. */",
      "export class B {}",
      "export class D {}",
      "export class E {}",
      "export class Hidden {}",
    ].join("\n"),
  };
  const sources = Object.entries(files).map(([path, text]) =>
    createSource(path, text)
  );
  const message = "a door exports it without an example; write one, it is run";
  assertEquals(
    findBareExports(sources, new Set(["mod.ts"])).map(formatFinding),
    [
      `src/base/a.ts:7 ${message}`,
      `mod.ts:4 ${message}`,
      `mod.ts:10 ${message}`,
    ],
  );
});
