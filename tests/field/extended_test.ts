import { assertEquals } from "@std/assert";
import { Project } from "../gen/project.ts";
import { GeneratedProject, refuses, returns, tryCalls } from "./generated.ts";

const SOURCE = `
interface Paged<T> extends ReadonlyArray<T> { total: number; next?: string }
interface Index extends Map<string, Date> { readonly at: Date }
interface Tree extends Array<Tree> { name: string }
type Marked = Set<number> & { marks: { by: string }[] };
type Sorted = number[] & { readonly __brand: "sorted" };
interface Keyed<K, V> extends ReadonlyMap<K, V> { size2: number }
interface Bag<T> extends ReadonlySet<T> { owner: string }
interface Plain<T> extends Array<T> {}
type Tail = [number, string] & { rest: boolean };
class Fault<T> extends Error { detail?: T }

// @generate-proxy
export class Lists {
  paged(x: Paged<number>): Paged<number> { return x; }
  total(x: { page: Paged<{ n: number }> | string | null }): unknown {
    return x.page !== null && typeof x.page === "object" ? x.page.total : x;
  }
  index(x: Index): Index { return x; }
  tree(x: Tree): Tree { return x; }
  marked(x: Marked): Marked { return x; }
  keyed(x: Keyed<"a" | "b", number>): Keyed<string, number> { return x; }
  bag(x: Bag<string>): Bag<string> { return x; }
  plain(x: Plain<number>, y: Plain<string>): unknown { return [x, y]; }
  fault(x: Fault<number>): boolean { return x instanceof Error; }
  sorted(x: Sorted | number[]): number { return x.length; }
  tuple(x: Tail): Tail { return x; }
}
`;

function add<Value extends object>(value: Value, members: object): Value {
  return Object.assign(value, members);
}

const paged = () => add([1, 2], { total: 5 });
const tree = () => add([add([], { name: "leaf" })], { name: "root" });

Deno.test("G9: members of an array, a map or a set cross with it", async () => {
  await using project = await GeneratedProject.create({
    "src/lists.ts": SOURCE,
  });
  const at = new Date(1);
  const marked = add(new Set([1]), { marks: [{ by: "a" }] });
  const keyed = add(new Map([["a", 1]]), { size2: 1 });
  const bag = add(new Set(["a"]), { owner: "o" });
  const tuple = add([1, "a"], { rest: true });
  const page = add([{ n: 1 }], { total: 7, other: "dropped" });
  await tryCalls(await project.import("Lists"), [
    ["paged", [paged()], returns(paged())],
    [
      "paged",
      [add(paged(), { next: "n" })],
      returns(
        add(paged(), { next: "n" }),
      ),
    ],
    ["paged", [[1]], refuses("x.total: expected number, got undefined")],
    ["paged", [add(["1"], { total: 1 })], refuses("x[0]: expected number")],
    ["paged", [add([1], { total: "1" })], refuses("x.total: expected number")],
    ["paged", [{ total: 1, length: 0 }], refuses("x: expected array")],
    ["total", [{ page }], returns(7)],
    ["total", [{ page: "none" }], returns({ page: "none" })],
    ["total", [{ page: null }], returns({ page: null })],
    ["total", [{ page: [] }], refuses("total: expected number")],
    [
      "index",
      [add(new Map([["a", at]]), { at })],
      returns(
        add(new Map([["a", at]]), { at }),
      ),
    ],
    ["index", [new Map([["a", at]])], refuses("x.at: expected Date")],
    ["tree", [tree()], returns(tree())],
    ["tree", [add([[]], { name: "r" })], refuses("x[0].name: expected string")],
    ["marked", [marked], returns(marked)],
    ["marked", [new Set([1])], refuses("x.marks: expected array")],
    ["keyed", [keyed], returns(keyed)],
    ["keyed", [add(new Map([["c", 1]]), { size2: 1 })], refuses("x.keys()[0]")],
    ["keyed", [add(new Map([["a", ""]]), { size2: 1 })], refuses("number")],
    ["bag", [bag], returns(bag)],
    ["bag", [add(new Set([1]), { owner: "o" })], refuses("expected string")],
    ["plain", [[1], ["a"]], returns([[1], ["a"]])],
    ["plain", [[1], [1]], refuses("y[0]: expected string, got number")],
    ["fault", [new Error("f")], returns(true)],
    ["fault", [{ message: "f" }], refuses("x: expected Error, got object")],
    ["sorted", [[1, 2]], returns(2)],
    ["tuple", [tuple], returns(tuple)],
    ["tuple", [[1, "a"]], refuses("x.rest: expected boolean")],
  ]);
  assertEquals(await project.check("gen/lists_proxy.gen.ts"), "");
});

Deno.test("G9: an array with methods or with a twin is refused", async () => {
  await using project = await Project.create({
    "src/a.ts": [
      "interface Stack extends Array<number> { peek(): number }",
      "interface Paged extends Array<number> { total: number }",
      "// @generate-proxy",
      "export class A {",
      "  stack(x: Stack): void { void x; }",
      "  twin(x: Paged | number[]): void { void x; }",
      "}",
    ].join("\n"),
  });
  const problems = await project.diagnose();
  assertEquals(problems.map((one) => one.split(" ")[1]), ["GEN302", "GEN302"]);
  assertEquals(problems[0]?.includes("functions cannot be messages"), true);
});
