import { assertEquals, assertFalse } from "@std/assert";
import { fromHex, toHex } from "../../src/base/hex.ts";

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const DIGITS = Array.from(
  BYTES,
  (byte) => byte.toString(16).padStart(2, "0"),
).join("");

function check(): void {
  assertEquals(toHex(BYTES), DIGITS);
  assertEquals(fromHex(DIGITS), BYTES);
  assertEquals([toHex(new Uint8Array()), fromHex("")], ["", new Uint8Array()]);
}

Deno.test("toHex() and fromHex() undo each other for every byte", check);

Deno.test("toHex() and fromHex() need nothing of the platform", () => {
  const owners: [object, string][] = [
    [Uint8Array, "fromHex"],
    [Uint8Array.prototype, "toHex"],
  ];
  const hidden = owners.map(([owner, name]) =>
    Object.getOwnPropertyDescriptor(owner, name)!
  );
  for (const [owner, name] of owners) Reflect.deleteProperty(owner, name);
  try {
    assertFalse("toHex" in BYTES);
    check();
  } finally {
    owners.forEach(([owner, name], index) =>
      Object.defineProperty(owner, name, hidden[index]!)
    );
  }
});
