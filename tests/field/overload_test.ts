import { assertEquals } from "@std/assert";
import {
  GeneratedProject,
  refuses,
  returns,
  type Row,
  tryCalls,
} from "./generated.ts";

const SOURCE = `
type Point = [x: number, y: number];
type Named = [name: string, size?: number];
type Ends = [...names: string[], last: boolean];

// @generate-proxy
export class Over {
  log(level: "info", ...parts: string[]): number;
  log(level: "count", n: number): number;
  log(level: "list", ...parts: readonly (readonly number[])[]): number;
  log(level: string, ...parts: unknown[]): number {
    return level === "" ? -1 : parts.length;
  }

  at(...point: Point): string;
  at(...named: Named): string;
  at(flag: boolean, ...either: Point | [tag: "none"] | Ends): string;
  at(...all: unknown[]): string { return JSON.stringify(all); }

  optional(a?: string): string;
  optional(a: number): string;
  optional(a?: unknown): string { return typeof a; }

  defaulted(a: string | undefined, b: number): string;
  defaulted(a: boolean, ...rest: [b: string, c?: bigint]): string;
  defaulted(a: unknown = "none", ...rest: unknown[]): string {
    return [typeof a, ...rest].join();
  }

  loose(a?: string, ...rest: [b: number]): string;
  loose(): string;
  loose(...all: unknown[]): string {
    return all.map((one) => typeof one).join();
  }

  generic<T extends string[]>(head: Date, ...rest: T): number;
  generic<K extends "a" | "b">(head: RegExp, key: K): number;
  generic(...all: unknown[]): number { return all.length; }

  maps(...maps: Map<string, number>[]): number;
  maps(set: Set<string>, ...sets: Set<string>[]): number;
  maps(...all: (Map<string, number> | Set<string>)[]): number {
    return all.reduce((sum, { size }) => sum + size, 0);
  }

  none(): number;
  none(one: string): number;
  none(one: string, two: string, ...more: string[]): number;
  none(...all: string[]): number { return all.length; }

  tail<T extends [number] | [string, boolean]>(head: Date, ...rest: T): number {
    return head.getTime() + rest.length;
  }
  open<T extends unknown[]>(...all: T): number { return all.length; }
  single(first: string, ...rest: Point | [end: "z"]): number {
    return first.length + rest.length;
  }
  spread(...rest: Ends): string { return JSON.stringify(rest); }
}
`;

const ROWS: readonly Row[] = [
  ["log", ["info"], returns(0)],
  ["log", ["info", "a", "b"], returns(2)],
  ["log", ["info", "a", 1], refuses()],
  ["log", ["info", ["a"]], refuses()],
  ["log", ["count", 1], returns(1)],
  ["log", ["count"], refuses()],
  ["log", ["count", 1, 2], refuses()],
  ["log", ["list", [1], [2, 3]], returns(2)],
  ["log", ["list", 1], refuses()],
  ["log", [], refuses()],
  ["at", [1, 2], returns("[1,2]")],
  ["at", [1], refuses()],
  ["at", ["a"], returns('["a"]')],
  ["at", ["a", 1], returns('["a",1]')],
  ["at", ["a", "b"], refuses()],
  ["at", [true, 1, 2], returns("[true,1,2]")],
  ["at", [true, "none"], returns('[true,"none"]')],
  ["at", [true, "a", "b", false], returns('[true,"a","b",false]')],
  ["at", [true, false], returns("[true,false]")],
  ["at", [true, "some"], refuses()],
  ["at", [true], refuses()],
  ["optional", [], returns("undefined")],
  ["optional", [undefined], returns("undefined")],
  ["optional", ["a"], returns("string")],
  ["optional", [1], returns("number")],
  ["optional", [null], refuses("a: expected string, undefined or number")],
  ["defaulted", [undefined, 1], returns("string,1")],
  ["defaulted", ["a", 1], returns("string,1")],
  ["defaulted", [true, "b"], returns("boolean,b")],
  ["defaulted", [true, "b", 2n], returns("boolean,b,2")],
  ["defaulted", [true], refuses()],
  ["defaulted", ["a"], refuses()],
  ["loose", [undefined, 1], returns("undefined,number")],
  ["loose", ["a", 1], returns("string,number")],
  ["loose", [], returns("")],
  ["loose", ["a"], refuses()],
  ["loose", [1, 1], refuses()],
  ["generic", [new Date(0), "a"], returns(2)],
  ["generic", [/a/, "a"], returns(2)],
  ["generic", ["a"], refuses()],
  ["maps", [new Map([["a", 1]]), new Map()], returns(1)],
  ["maps", [new Set(["a", "b"])], returns(2)],
  ["maps", [], returns(0)],
  ["maps", [new Set(["a"]), new Map()], refuses()],
  ["none", [], returns(0)],
  ["none", ["a"], returns(1)],
  ["none", ["a", "b", "c"], returns(3)],
  ["none", ["a", "b", 1], refuses()],
  ["single", ["ab", 1, 2], returns(4)],
  ["single", ["ab", "z"], returns(3)],
  ["single", ["ab", 1], refuses()],
  ["tail", [new Date(1), "a", true], returns(3)],
  ["tail", [1], refuses("head: expected Date, got number")],
  ["open", [1, "a"], returns(2)],
  ["spread", ["a", true], returns('["a",true]')],
  ["spread", [true], returns("[true]")],
  ["spread", ["a"], refuses()],
];

Deno.test("G4: an overload with a rest parameter is exact", async () => {
  await using project = await GeneratedProject.create({
    "src/over.ts": SOURCE,
  });
  await tryCalls(await project.import("Over"), ROWS);
  assertEquals(await project.check("gen/over_proxy.gen.ts"), "");
});
