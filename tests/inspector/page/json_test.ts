import { assertEquals } from "@std/assert";
import { checkJson } from "../../../src/inspector/page/model/json.ts";

Deno.test("checkJson() says where a text is no JSON", () => {
  const cases: [string, string | null][] = [
    ['{ "a": [1, null] }', null],
    ["7", null],
    ["  ", "Write a value as JSON."],
    ['{\n  "a": 1,\n}', "It is no JSON in line 3, column 1."],
    ["{ a: 1 }", "It is no JSON in line 1, column 3."],
    ["secret", "It is no JSON yet."],
  ];
  for (const [text, expected] of cases) assertEquals(checkJson(text), expected);
});
