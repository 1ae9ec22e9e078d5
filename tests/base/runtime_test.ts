import { assertEquals } from "@std/assert";
import { hashSha256, systemRuntime } from "../../src/base/runtime.ts";
import { testRuntime } from "../contract/runtime.ts";

testRuntime("systemRuntime", () => ({
  runtime: systemRuntime,
  pass: (ms) =>
    new Promise((resolve) => void systemRuntime.setTimer(ms, resolve)),
}));

Deno.test("hashSha256() hashes as the platform does", async () => {
  for (const length of [0, 1, 63, 64, 5_000]) {
    const bytes = new Uint8Array(length).fill(7);
    const expected = await crypto.subtle.digest("SHA-256", bytes);
    assertEquals(hashSha256(bytes), new Uint8Array(expected));
  }
});
