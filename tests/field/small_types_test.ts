import { assertEquals } from "@std/assert";
import { Project } from "../gen/project.ts";
import { GeneratedProject, refuses, returns, tryCalls } from "./generated.ts";

const SOURCE = `
import data from "./data.json" with { type: "json" };
import list from "./deep/list.json" with { type: "json" };
import type { Thing } from "./third_party_proxy.gen.ts";
import type { Part } from "./nested/other_proxy.gen.ts";

export class ActorProxy { p = 1; }
export class Reference { r?: string; }
type Empty = {};

// @generate-proxy
export class Small {
  keys(x: { [k: string]: string | number; [k: number]: number }): unknown {
    return x;
  }
  forms(x: {
    [k: string]: unknown;
    [k: \`on-\${string}\`]: string | boolean;
    [k: \`on-\${string}-at\`]: string;
  }): unknown { return x; }
  json(x: typeof data): unknown { return x; }
  part(x: (typeof data)["sizes"][number]): unknown { return x; }
  list(x: typeof list): number { return x.length; }
  own(x: ActorProxy): number { return x.p; }
  proxies(x: ActorProxy[] | Reference): unknown { return x; }
  foreign(x: Thing, y?: Part): unknown { return [x, y]; }
  empty(x: { a: 1 } | {}): unknown { return x; }
  nothing(x: {} | null): unknown { return x; }
  maybe(x?: Empty): string { return typeof x; }
  object(x: object): string { return typeof x; }
  either(x: object | string | null): string { return typeof x; }
  dates(x: Date | object | undefined): string { return typeof x; }
  hidden(x: Object | undefined): string { return typeof x; }
  held(x: { value: {}; other: object; more?: {} }): unknown { return x; }
  result(x: unknown): {} { return x as {}; }
}
`;

const FILES = {
  "src/small.ts": SOURCE,
  "src/data.json": '{ "name": "x", "sizes": [1, 2], "deep": { "on": true } }',
  "src/deep/list.json": '[{ "id": 1 }, { "id": 2 }]',
  "src/third_party_proxy.gen.ts": "export interface Thing { n: number }\n",
  "src/nested/other_proxy.gen.ts":
    'import type { Thing } from "../third_party_proxy.gen.ts";\n' +
    "export interface Part extends Thing { at: Date }\n",
};

const data = { name: "y", sizes: [], deep: { on: false } };
const at = new Date(0);

Deno.test("G9: small kinds of types are exact", async () => {
  await using project = await GeneratedProject.create(FILES);
  await tryCalls(await project.import("Small"), [
    ["keys", [{ 1: 2, a: "b" }], returns({ 1: 2, a: "b" })],
    ["keys", [{ 1: "x" }], refuses('x["1"]: expected number, got string')],
    ["keys", [{ "01": "x" }], returns({ "01": "x" })],
    ["keys", [{ a: true }], refuses("x.a: expected")],
    ["forms", [{ a: [], "on-b": true }], returns({ a: [], "on-b": true })],
    ["forms", [{ "on-b": 1 }], refuses('x["on-b"]: expected')],
    ["forms", [{ "on-b-at": true }], refuses('x["on-b-at"]: expected string')],
    ["json", [data], returns(data)],
    ["json", [{ ...data, name: 5 }], refuses("x.name: expected string")],
    ["json", [{ ...data, deep: { on: 1 } }], refuses("x.deep.on: expected")],
    ["part", [7], returns(7)],
    ["part", ["7"], refuses("x: expected number, got string")],
    ["list", [[{ id: 3 }]], returns(1)],
    ["list", [[{ id: "3" }]], refuses("x[0].id: expected number")],
    ["own", [{ p: 2 }], returns(2)],
    ["own", [{ p: "2" }], refuses("x.p: expected number, got string")],
    ["proxies", [[{ p: 1 }]], returns([{ p: 1 }])],
    ["proxies", [{ r: "a" }], returns({ r: "a" })],
    ["foreign", [{ n: 1 }], returns([{ n: 1 }, undefined])],
    ["foreign", [{ n: 1 }, { n: 2, at }], returns([{ n: 1 }, { n: 2, at }])],
    ["foreign", [{ n: "1" }], refuses("x.n: expected number, got string")],
    ["empty", [null], refuses("x: expected a value, got null")],
    ["empty", [undefined], refuses("x: expected a value, got undefined")],
    ["empty", [{ b: [1] }], returns({ b: [1] })],
    ["empty", [5], returns(5)],
    ["nothing", [null], returns(null)],
    ["nothing", ["a"], returns("a")],
    ["nothing", [undefined], refuses("x: expected a value, got undefined")],
    ["maybe", [], returns("undefined")],
    ["maybe", [null], refuses("x: expected a value, got null")],
    ["object", [[1]], returns("object")],
    ["object", [new Map()], returns("object")],
    ["object", [5], refuses("x: expected object, got number")],
    ["object", [null], refuses("x: expected object, got null")],
    ["either", [at], returns("object")],
    ["either", ["a"], returns("string")],
    ["either", [null], returns("object")],
    ["either", [5], refuses("x: expected")],
    ["dates", [at], returns("object")],
    ["dates", [undefined], returns("undefined")],
    ["dates", [null], refuses("x: expected")],
    ["hidden", [undefined], returns("undefined")],
    ["hidden", [null], refuses("x: expected")],
    ["held", [{ value: 0, other: {} }], returns({ value: 0, other: {} })],
    ["held", [{ other: {} }], refuses("x.value: expected a value")],
    ["held", [{ value: 0, other: 0 }], refuses("x.other: expected object")],
    ["held", [{ value: 0, other: {}, more: null }], refuses("x.more")],
    ["result", [{ a: 1 }], returns({ a: 1 })],
    ["result", [null], refuses("expected a value, got null")],
  ]);
  assertEquals(await project.check("gen/small_proxy.gen.ts"), "");
});

Deno.test("G9: arrays of nothing have a proxy that compiles", async () => {
  const source = `
import data from "./data.json" with { type: "json" };
interface Node { kids: never[]; next?: Node }

// @generate-proxy
export class Empty {
  json(x: typeof data): unknown { return x; }
  either(x: never[] | [number]): unknown { return x; }
  round(x: Node): unknown { return x; }
  mixed(x: [never[], (string & number)[]][]): unknown { return x; }
  result(): never[] { return []; }
}
`;
  await using project = await GeneratedProject.create({
    "src/empty.ts": source,
    "src/data.json": '{ "none": [], "deep": [[], []] }',
  });
  assertEquals(await project.check("gen/empty_proxy.gen.ts"), "");
  const kids: unknown[] = [];
  await tryCalls(await project.import("Empty"), [
    ["json", [{ none: [], deep: [[]] }], returns({ none: [], deep: [[]] })],
    ["json", [{ none: [1], deep: [] }], refuses("x.none[0]: expected nothing")],
    ["either", [[]], returns([])],
    ["either", [[1]], returns([1])],
    ["either", [["a"]], refuses("x")],
    ["round", [{ kids, next: { kids } }], returns({ kids, next: { kids } })],
    ["mixed", [[[[], []]]], returns([[[], []]])],
    ["mixed", [[[[], ["a"]]]], refuses("x[0][1][0]: expected nothing")],
    ["result", [], returns([])],
  ]);
});

Deno.test("G9: a file named like a proxy's is what its text says", async () => {
  await using project = await Project.create({
    "src/a.ts": [
      'import type { BProxy } from "../gen/b_proxy.gen.ts";',
      "// @generate-proxy",
      "export class A { take(b: BProxy): void { void b; } }",
      "// @generate-proxy",
      "export class B { take(n: number): void { void n; } }",
    ].join("\n"),
  });
  assertEquals(await project.diagnose(), []);
  const first = await project.read("gen/a_proxy.gen.ts");
  assertEquals(first.includes("check.reference(value"), true, first);
  assertEquals(await project.diagnose(), []);
  assertEquals(await project.read("gen/a_proxy.gen.ts"), first);
});
