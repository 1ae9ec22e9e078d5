import { assertEquals } from "@std/assert";
import { showOption } from "../../src/base/show_option.ts";

Deno.test("showOption() tells texts from numbers and reads no object", () => {
  const hostile = {
    toString() {
      throw new Error("not to be written");
    },
  };
  const shown = [5, "5", "\x1b[2J", NaN, 5n, true, undefined, null, Symbol("5")]
    .map(showOption);
  assertEquals(shown, [
    "5",
    '"5"',
    String.raw`"\u001b[2J"`,
    "NaN",
    "5",
    "true",
    "undefined",
    "null",
    "Symbol(5)",
  ]);
  assertEquals(showOption(hostile), "(object)");
  assertEquals(showOption(Object.create(null)), "(object)");
  assertEquals(showOption(() => {}), "(function)");
});
