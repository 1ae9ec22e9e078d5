import { assertEquals } from "@std/assert";
import { generateClass } from "./generated_class.ts";
import { GeneratedProject, refuses, returns, tryCalls } from "./generated.ts";

const SOURCE = `
export interface Pair extends Array<string | number> {
  0: string;
  1: number;
  length: 2;
}
export interface Some<T> extends ReadonlyArray<T> { readonly 0: T }
export interface Chain extends Array<Chain | string> {
  0: string;
  1?: Chain;
}
export interface Noted extends Array<number> { 0: number; note?: string }

// @generate-proxy
export class Places {
  pair(x: Pair): unknown { return x; }
  some(x: Some<number> | Some<Some<string>>): unknown { return x; }
  filled(x: string[] & { 0: "a" | "b" }): unknown { return x; }
  one(x: { of: readonly number[] & { length: 1 } }): unknown { return x; }
  few(x: boolean[] & { length: 1 | 2 }): unknown { return x; }
  narrowed(x: [string, number, ...boolean[]] & { 0: "a" }): unknown {
    return x;
  }
  chain(x: Chain): unknown { return x; }
  noted(x: Noted): unknown { return [x.note, x.length]; }
}
`;

Deno.test("G9: an array's declared places and length are checked", async () => {
  await using project = await GeneratedProject.create({
    "src/places.ts": SOURCE,
  });
  const noted = Object.assign([1, 2], { note: "n" });
  await tryCalls(await project.import("Places"), [
    ["pair", [["a", 1]], returns(["a", 1])],
    ["pair", [["a"]], refuses("x: expected 2 elements")],
    ["pair", [["a", 1, 2]], refuses("x: expected 2 elements")],
    ["pair", [[1, "a"]], refuses("x[0]: expected string, got number")],
    ["some", [[1, 2]], returns([1, 2])],
    ["some", [[["a"], ["b"]]], returns([["a"], ["b"]])],
    ["some", [[]], refuses("x: expected ")],
    ["some", [[["a"], []]], refuses("x: expected ")],
    ["filled", [["a", "x"]], returns(["a", "x"])],
    ["filled", [["x", "a"]], refuses('x[0]: expected "a" or "b"')],
    ["filled", [[]], refuses("x: expected ")],
    ["one", [{ of: [1] }], returns({ of: [1] })],
    ["one", [{ of: [1, 2] }], refuses("x.of: expected 1 element")],
    ["few", [[true]], returns([true])],
    ["few", [[true, false]], returns([true, false])],
    ["few", [[]], refuses("x: expected ")],
    ["few", [[true, false, true]], refuses("x: expected ")],
    ["narrowed", [["a", 1, true]], returns(["a", 1, true])],
    ["narrowed", [["b", 1]], refuses('x[0]: expected "a"')],
    ["chain", [["a", ["b"], "c"]], returns(["a", ["b"], "c"])],
    ["chain", [["a", [["b"]]]], refuses("x[1][0]: expected string")],
    ["noted", [noted], returns(["n", 2])],
    ["noted", [Object.assign([], { note: "n" })], refuses("x: expected ")],
  ]);
});

Deno.test("G9: a size that no check compares is a warning", async () => {
  const { problems, methods } = await generateClass(`
// @generate-proxy
export class A {
  set(x: Set<string> & { readonly size: 1 }): void { void x; }
  list(x: string[] & { length: 1 | 3 }): void { void x; }
  plain(x: Map<string, number> & { note?: string }): void { void x; }
}
`);
  const sizes = problems.filter((one) => one.includes("a declared length"));
  assertEquals(sizes.length, 2, `${problems}`);
  assertEquals(problems.length, 2, `${problems}`);
  const two = new Set(["a", "b"]);
  assertEquals(methods["set"]?.copyPayload(two, undefined!), two);
});
