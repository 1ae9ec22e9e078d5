import { assertEquals } from "@std/assert";
import { findLostMember } from "../../cli/store/lost_member.ts";

Deno.test("findLostMember() returns the path to what a copy has not", () => {
  const value = { a: [{ b: 1, "odd key": 2 }], c: { $Map: [["k", { d: 1 }]] } };
  assertEquals(findLostMember(value, value), null);
  const copy = { ...value, a: [{ b: 1 }] };
  assertEquals(findLostMember(value, copy), 'a[0]["odd key"]');
  const other = { ...value, c: { $Map: [["k", {}]] } };
  assertEquals(findLostMember(value, other), "c.$Map[0][1].d");
  assertEquals(findLostMember([1, 2], [1]), null);
});
