import { assertEquals } from "@std/assert";
import {
  parseParameter,
  readArguments,
} from "../../../src/inspector/page/model/parameter.ts";

function read(parameters: readonly string[], ...texts: string[]) {
  return readArguments(parameters.map(parseParameter), texts);
}

Deno.test("parseParameter() picks an input by the type", () => {
  const inputs = [
    "cents: number",
    "text: string",
    "isOn: boolean",
    'side: "buy" | "sell"',
    "order: Order",
    "names: string[]",
    "anything",
  ].map((text) => parseParameter(text).input);
  assertEquals(inputs, [
    "number",
    "text",
    "boolean",
    "choice",
    "json",
    "json",
    "json",
  ]);
});

Deno.test("parseParameter() reads names, choices, defaults and rests", () => {
  assertEquals(parseParameter('side?: "buy" | "sell"'), {
    name: "side",
    type: '"buy" | "sell"',
    input: "choice",
    choices: ["buy", "sell"],
    isOptional: true,
    isRest: false,
  });
  const { name, isRest } = parseParameter("...amounts: number[]");
  assertEquals([name, isRest], ["amounts", true]);
  const { type, isOptional } = parseParameter("count: number = 1");
  assertEquals([type, isOptional], ["number", true]);
});

Deno.test("readArguments() turns texts into values of their types", () => {
  assertEquals(
    read(
      ["a: number", "b: string", "c: boolean", "d: Order", '"e": "x" | "y"'],
      " -1.5e3",
      "12",
      "false",
      '{"cents": 5}',
      "y",
    ),
    { args: [-1_500, "12", false, { cents: 5 }, "y"] },
  );
});

Deno.test("readArguments() leaves empty optional ones at the end out", () => {
  const parameters = ["a: string", "b?: number", "c?: string"];
  assertEquals(read(parameters, "x"), { args: ["x"] });
  assertEquals(read(parameters, "", "", "z"), { args: ["", null, "z"] });
});

Deno.test("readArguments() spreads a rest parameter", () => {
  const parameters = ["a: string", "...rest: number[]"];
  assertEquals(read(parameters, "x", "[1, 2]"), { args: ["x", 1, 2] });
  assertEquals(read(parameters, "x"), { args: ["x"] });
  assertEquals(read(parameters, "x", "1"), {
    name: "rest",
    problem: "expected a JSON array",
  });
});

Deno.test("readArguments() says which text is wrong", () => {
  const problems = [
    read(["a: number"], "12 cents"),
    read(["a: number"], ""),
    read(["a: number"], "Infinity"),
    read(["a: boolean"], ""),
    read(['a: "x" | "y"'], ""),
    read(["a: Order"], "{cents: 5}"),
  ].map((reading) => "problem" in reading && reading.problem);
  assertEquals(problems, [
    "expected a number",
    "expected a number",
    "expected a number",
    "expected a choice",
    "expected a choice",
    "expected JSON",
  ]);
});
