import { assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";

Deno.test("A reminder keeps a process alive until it has fired", async () => {
  const { stdout, stderr } = await runProgram("reminding.ts");
  assertEquals(stdout, "set\nfired\n");
  assertEquals(stderr, "");
});
