import { assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";

Deno.test("Context.sleep() keeps a process alive, and ends none", async () => {
  const { stdout, stderr } = await runProgram("sleeping.ts");
  assertEquals(stdout, "rested\nboom\nstill here\n");
  assertEquals(stderr, "");
});
