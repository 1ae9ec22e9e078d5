import { assertEquals, assertThrows } from "@std/assert";
import { assertId, formatActor } from "../../src/envelope/actor_id.ts";

Deno.test("assertId() takes any well-formed text up to the limit", () => {
  for (const id of ["a", " ", "ä/ö", "\0", "👩‍🚀", "x".repeat(1_024)]) {
    assertId("get actor", id);
  }
});

Deno.test("assertId() throws when an id is no string", () => {
  const kinds: [id: unknown, kind: string][] = [
    [undefined, "undefined"],
    [null, "null"],
    [7, "number"],
    [{ id: "a" }, "object"],
  ];
  for (const [id, kind] of kinds) {
    assertThrows(
      () => assertId("get actor", id),
      TypeError,
      `Cannot get actor: id must be a string, not ${kind}`,
    );
  }
});

Deno.test("assertId() throws when an id is empty or too long", () => {
  assertThrows(
    () => assertId("get stream", ""),
    RangeError,
    "Cannot get stream: id is empty",
  );
  assertThrows(
    () => assertId("get stream", "x".repeat(1_025)),
    RangeError,
    "Cannot get stream: id has 1025 characters, at most 1024 are allowed",
  );
});

Deno.test("assertId() throws when an id would change on a wire", () => {
  for (const id of ["\ud800", "a\udc00", "👩".slice(0, 1)]) {
    assertThrows(
      () => assertId("get actor", id),
      TypeError,
      "Cannot get actor: id holds a lone surrogate",
    );
  }
});

Deno.test("formatActor() returns type and id in quotes", () => {
  assertEquals(formatActor({ type: "Cart", id: "7" }), '"Cart/7"');
});
