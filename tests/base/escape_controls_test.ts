import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  escapeControls,
  quote,
  writeJson,
} from "../../src/base/escape_controls.ts";

const UNSAFE = "\n\r\t\x1b[2J\x7f\x9b\u061c\u200b\u202e\u2028\u2066\ud800";
const ESCAPED = "\\n\\r\\t\\x1b[2J\\x7f\\x9b\\u{61c}\\u{200b}\\u{202e}" +
  "\\u{2028}\\u{2066}\\u{d800}";

Deno.test("escapeControls() escapes what commands a terminal", () => {
  assertEquals(escapeControls(UNSAFE), ESCAPED);
  assertEquals(escapeControls(ESCAPED), ESCAPED, "once is enough");
});

Deno.test("escapeControls() leaves texts of any script as they are", () => {
  const texts = [
    "",
    "plain",
    "é漢עבריתفارسی",
    "می\u200cخواهم",
    "👩\u200d👧",
    '\\"',
  ];
  for (const text of texts) assertStrictEquals(escapeControls(text), text);
});

Deno.test("writeJson() writes JSON that means the same", () => {
  const value = { [UNSAFE]: [UNSAFE, 1, null], "a": { "b": "\u{e0041}" } };
  for (const indent of [undefined, 2]) {
    const text = writeJson(value, indent);
    assertEquals(JSON.parse(text), value);
    const lines = text.split("\n");
    assertEquals(lines.map(escapeControls), lines);
  }
  assertEquals(quote("a\u202e"), '"a\\u202e"');
});
