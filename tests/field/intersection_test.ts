import {
  GeneratedProject,
  refuses,
  returns,
  type Row,
  tryCalls,
} from "./generated.ts";

const SOURCE = `
type News =
  | { kind: "rise"; by: number }
  | { kind: "fall"; by: number; floor: boolean }
  | { kind: "halt"; reason: string | null };
type Only<All, Kind> = All & { kind: Kind };
export type Halt = Only<News, "halt">;
type Dated = Record<string, unknown> & News;
enum Level { Low = "low", High = "high" }
type Leveled = { level: Level.Low; a: number } | { level: Level.High; b: 1n };
type Ok = { ok: true; value: number } | { ok: false; error: string };
type Left = { tag: 1; items: string[] } | { tag: 2; pair: [number, string] };
type Right = { tag: 1; items: ("x" | "y")[] } | { tag: 2; pair: [5, string] };
type Chain = Only<
  { kind: "link"; next: Chain | null } | { kind: "end" },
  "link"
>;
type Id = ("order" | "cart") & { readonly __brand: "id" };
type Mixed = (News | string | undefined) & { kind: "rise" };
type Init = EventInit & { cause: string };
type Lists = (string[] | { a: 1 }) & (("p" | "q")[] & string[] | { b: 2 });
type Named = object & { name: string };
class Fault extends Error {}

// @generate-proxy
export class Reader {
  halt(x: Halt): Halt { return x; }
  nested(x: { seen: Map<string, Only<News, "rise">[]> }): number {
    return x.seen.size;
  }
  dated(x: Dated): Dated { return x; }
  level(x: Leveled & { level: Level.High }): bigint { return x.b; }
  flag(x: Ok & { ok: false }): string { return x.error; }
  both(x: Left & Right): Left { return x; }
  chain(x: Chain): Chain { return x; }
  id(x: Id): string { return x; }
  mixed(x: Mixed): Mixed { return x; }
  answer(x: Init): Init { return x; }
  lists(x: Lists): unknown { return x; }
  crossed(x: { a: number }[] & { b: string }[]): number { return x.length; }
  paired(x: [{ a: 1 }, number] & [{ b: 2 }, 5]): unknown { return x; }
  named(x: Named): Named { return x; }
  none(x: { a: 1 } & { a: 2 } | null): null { return x; }
  optional(x?: Only<News, "fall">): boolean { return x?.floor ?? true; }
  rest(...all: Only<News, "rise" | "fall">[]): number { return all.length; }
  indexed(x: { [key: string]: News } & { [key: string]: { kind: "halt" } }) {
    return Object.keys(x);
  }
  fault(x: Fault & { code?: number }): boolean { return x instanceof Error; }
}
`;

const rise = { kind: "rise", by: 1 };
const fall = { kind: "fall", by: 1, floor: false };
const halt = { kind: "halt", reason: null };
const chain = { kind: "link", next: { kind: "link", next: null } };

const ROWS: readonly Row[] = [
  ["halt", [halt], returns(halt)],
  ["halt", [rise], refuses('x.kind: expected "halt", got string')],
  ["halt", [{ kind: "halt", reason: 5 }], refuses("x.reason: expected")],
  ["halt", [7], refuses("x: expected object, got number")],
  ["nested", [{ seen: new Map([["a", [rise]]]) }], returns(1)],
  ["nested", [{ seen: new Map([["a", [fall]]]) }], refuses("[0].kind")],
  ["dated", [{ ...rise, at: [1] }], returns({ ...rise, at: [1] })],
  ["dated", [{ ...rise, by: "1", at: 1 }], refuses("x.by: expected number")],
  ["level", [{ level: "high", b: 1n }], returns(1n)],
  ["level", [{ level: "low", a: 1 }], refuses("x.level")],
  ["flag", [{ ok: false, error: "e" }], returns("e")],
  ["flag", [{ ok: true, value: 1 }], refuses("x.ok: expected false")],
  ["both", [{ tag: 1, items: ["x"] }], returns({ tag: 1, items: ["x"] })],
  ["both", [{ tag: 1, items: ["z"] }], refuses("x.items[0]")],
  ["both", [{ tag: 2, pair: [5, ""] }], returns({ tag: 2, pair: [5, ""] })],
  ["both", [{ tag: 2, pair: [6, ""] }], refuses("x.pair[0]: expected 5")],
  ["chain", [chain], returns(chain)],
  ["chain", [{ kind: "link", next: { kind: "end" } }], refuses("x.next")],
  ["id", ["cart"], returns("cart")],
  ["id", ["shop"], refuses("x: expected")],
  ["mixed", [rise], returns(rise)],
  ["mixed", ["text"], returns("text")],
  ["mixed", [undefined], refuses("x: expected")],
  ["mixed", [halt], refuses()],
  [
    "answer",
    [{ bubbles: true, cause: "c" }],
    returns({ bubbles: true, cause: "c" }),
  ],
  ["answer", [{ bubbles: true }], refuses("x.cause: expected string")],
  ["lists", [["p"]], returns(["p"])],
  ["lists", [[5]], refuses("x: expected")],
  ["lists", [{ a: 1, b: 2 }], returns({ a: 1, b: 2 })],
  ["lists", [{ a: 1 }], refuses()],
  ["crossed", [[{ a: 1, b: "" }]], returns(1)],
  ["crossed", [[{ a: 1 }]], refuses("x[0].b: expected string")],
  ["paired", [[{ a: 1, b: 2 }, 5]], returns([{ a: 1, b: 2 }, 5])],
  ["paired", [[{ a: 1, b: 2 }, 6]], refuses("x[1]: expected 5")],
  ["paired", [[{ a: 1 }, 5]], refuses("x[0].b: expected 2")],
  ["named", [{ name: "n" }], returns({ name: "n" })],
  ["named", [{ name: 1 }], refuses("x.name: expected string")],
  ["none", [null], returns(null)],
  ["none", [{ a: 1 }], refuses()],
  ["optional", [], returns(true)],
  ["optional", [fall], returns(false)],
  ["optional", [rise], refuses("x.kind")],
  ["rest", [rise, fall], returns(2)],
  ["rest", [rise, halt], refuses("all[1].kind")],
  ["indexed", [{ a: halt }], returns(["a"])],
  ["indexed", [{ a: rise }], refuses("x.a.kind")],
  ["fault", [new TypeError("t")], returns(true)],
  ["fault", [{ name: "t", message: "m" }], refuses("x: expected Error")],
];

Deno.test("G1: an intersection that reduces to never is exact", async () => {
  await using project = await GeneratedProject.create({
    "src/reader.ts": SOURCE,
  });
  await tryCalls(await project.import("Reader"), ROWS);
});
