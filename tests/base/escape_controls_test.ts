import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  escapeControls,
  quote,
  writeJson,
} from "../../src/base/escape_controls.ts";
import { escapeError } from "../../src/base/escape_error.ts";

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

/** An error whose stack is that of nowhere, as one line. */
function makeError(message: string, options: ErrorOptions = {}): Error {
  const error = new RangeError(message, options);
  error.stack = `RangeError: ${message}\n    at run (file:///a.ts:1:2)`;
  return error;
}

Deno.test("escapeError() returns a harmless datum as it is", () => {
  const cause = makeError("inner");
  for (const datum of [1, "a\nb", { a: "\x1b" }, makeError("out", { cause })]) {
    assertStrictEquals(escapeError(datum), datum);
  }
});

Deno.test("escapeError() writes an error with controls as text", () => {
  assertEquals(
    escapeError(makeError("no \x1b[2J\nInspector: all is well\r\u202e")),
    "RangeError: no \\x1b[2J\n    Inspector: all is well\\r\\u{202e}\n" +
      "    at run (file:///a.ts:1:2)",
  );
});

Deno.test("escapeError() looks into causes and errors of errors", () => {
  const cause = makeError("\x1b");
  const text = "RangeError: out\n    at run (file:///a.ts:1:2)\n";
  const inner = "RangeError: \\x1b\n    at run (file:///a.ts:1:2)";
  const error = makeError("out", { cause });
  assertEquals(escapeError(error), `${text}Caused by ${inner}`);
  const many = new AggregateError([cause], "many");
  many.stack = "AggregateError: many";
  assertEquals(escapeError(many), `AggregateError: many\n    with ${inner}`);
  cause.cause = cause;
  assertEquals(typeof escapeError(cause), "string", "a circle of causes");
});

Deno.test("escapeError() survives an error that cannot be read", () => {
  const error = new Error("no");
  Object.defineProperty(error, "message", {
    get: () => {
      throw new Error("unreadable");
    },
  });
  assertEquals(escapeError(error), "(an error that cannot be read)");
});
