import { assertEquals } from "@std/assert";
import { nextSort } from "../../../src/inspector/page/parts/column.ts";

Deno.test("nextSort() begins with the largest number or the first text", () => {
  const sort = { key: "id", isDescending: false };
  assertEquals(nextSort(sort, "rate", true), {
    key: "rate",
    isDescending: true,
  });
  assertEquals(nextSort(sort, "type", false), {
    key: "type",
    isDescending: false,
  });
});

Deno.test("nextSort() turns the order of the column it is sorted by", () => {
  const sort = { key: "id", isDescending: false };
  assertEquals(nextSort(sort, "id", false), { key: "id", isDescending: true });
});
