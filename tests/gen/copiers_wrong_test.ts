import { assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { account, smuggle, WAYS } from "./copier_ways.ts";
import { RegistryProxy } from "./fixtures/copiers/generated/registry_proxy.gen.ts";

const { methods } = RegistryProxy.definition;

/** What is said when a value of another type is sent. */
const WRONG: readonly [method: string, sent: unknown, sentence: string][] = [
  ["account", 5, "account: expected object, got number"],
  ["account", [], "account: expected object, got array"],
  [
    "account",
    { ...account, cents: "5" },
    "account.cents: expected number, " +
    "got string",
  ],
  [
    "account",
    { ...account, size: 2 },
    "account.size: expected 0 or 1, " +
    "got number",
  ],
  [
    "account",
    { ...account, colour: "green" },
    'account.colour: expected "red" ' +
    'or "blue", got string',
  ],
  [
    "account",
    { ...account, path: "a" },
    "account.path: expected text like `/${string}`, got string",
  ],
  [
    "account",
    { ...account, "odd key": 1 },
    'account["odd key"]: expected ' +
    "boolean, got number",
  ],
  [
    "account",
    { ...account, value: undefined },
    "account.value: expected " +
    "bigint, got undefined",
  ],
  ["options", new Map(), "options: expected object, got Map"],
  ["options", { filter: 5 }, "options.filter: expected string, got number"],
  [
    "shape",
    { kind: "oval" },
    'shape.kind: expected "circle", "rhombus" or ' +
    '"square", got string',
  ],
  [
    "shape",
    { kind: "circle", radius: null },
    "shape.radius: expected number, " +
    "got null",
  ],
  [
    "outcome",
    { ok: true, value: { x: 1 } },
    "outcome.value.y: expected " +
    "number, got undefined",
  ],
  [
    "reading",
    {},
    "reading: expected { celsius, place } or " +
    "{ kelvin, place }, got object",
  ],
  [
    "reading",
    { celsius: 1, place: { city: 5 } },
    "reading.place.city: " +
    "expected string, got number",
  ],
  [
    "either",
    { left: "a", right: 1 },
    "either: expected { left, … } or " +
    "{ right, … }, got object",
  ],
  ["lists", [1, "a"], "value: expected string[] or number[], got array"],
  ["lists", { length: 0 }, "value: expected string[] or number[], got object"],
  [
    "mixed",
    "other",
    'value: expected number, "auto", { kind, radius, … }, Date, Error, Map ' +
    "or string[], got string",
  ],
  [
    "tree",
    { name: "a", children: [{ name: 5 }] },
    "tree.children[0].name: " +
    "expected string, got number",
  ],
  [
    "folder",
    { files: new Map([["a", { size: "1" }]]), parent: null },
    'folder.files.get("a"): expected { files, parent } or { size }, got object',
  ],
  [
    "folder",
    { files: new Map([[5, { size: 1 }]]), parent: null },
    "folder.files.keys()[0]: expected string, got number",
  ],
  ["json", { a: [new Date(0)] }, "json.a[0]: expected object, got Date"],
  ["records", [{ a: "1" }], "prices.a: expected number, got string"],
  ["tuples", [[1]], "pair: expected 2 elements, got 1"],
  ["tuples", [[1, "a", 2]], "pair: expected 2 elements, got 3"],
  ["tuples", [[1, "a"], [1, 2]], "named[1]: expected string, got number"],
  ["tuples", [[1, "a"], [1], [1]], "rest[0]: expected boolean, got number"],
  [
    "tuples",
    [[1, "a"], [1], [true], []],
    "ends: expected at least 1 " +
    "elements, got 0",
  ],
  ["platform", ["now"], "date: expected Date, got string"],
  ["point", { x: 1, y: 2n }, "point.y: expected number, got bigint"],
  ["optional", ["a", 5], "note: expected string, got number"],
  ["optional", ["a", "b", "c", 5], "tags[1]: expected string, got number"],
  ["overloaded", [true], "expected [string] or [number, boolean?], got array"],
  ["proxies", [{ id: "a" }], "self: expected RegistryProxy, got object"],
];

for (const [name, sent, sentence] of WRONG) {
  Deno.test(`copiers say ${JSON.stringify(sentence)}`, () => {
    for (const send of [...Object.values(WAYS), smuggle]) {
      const error = assertThrows(() => send(methods[name]!, sent), CodecError);
      assertEquals(error.message, sentence);
      const [, expected, actual] = /expected (.*), got (.*)$/.exec(sentence) ??
        [];
      assertEquals([error.expected, error.actual], [expected, actual]);
      const path = sentence.slice(0, sentence.indexOf("expected "));
      assertEquals(error.path, path.replace(/: $/, ""));
    }
  });
}
