import { assertEquals } from "@std/assert";
import { Gate, isLoopback } from "../../../src/inspector/server/gate.ts";

Deno.test("isLoopback() knows what this machine alone reaches", () => {
  for (const one of ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"]) {
    assertEquals(isLoopback(one), true, one);
  }
  const others = [
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "127.0.0.1.example.com",
    "1127.0.0.1",
    "localhost.example.com",
    "::2",
    "",
  ];
  for (const other of others) assertEquals(isLoopback(other), false, other);
});

Deno.test("Gate.refuse() lets addresses in where machines come", () => {
  const gate = new Gate("0.0.0.0", "t");
  const status = (host: string) =>
    gate.refuse(new Request("http://x/", { headers: { host } }))?.status;
  assertEquals(status("192.168.1.2:4321"), undefined);
  assertEquals(status("[fe80::1]:4321"), undefined);
  assertEquals(status("localhost:4321"), undefined);
  assertEquals(status("rebound.example:4321"), 403);
  const named = new Gate("actors.example", "t");
  const request = new Request("http://x/", {
    headers: { host: "actors.EXAMPLE" },
  });
  assertEquals(named.refuse(request), null);
});
