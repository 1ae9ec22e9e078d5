import { assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";

Deno.test("fault 15: a handled message leaves no payload behind", async () => {
  const flags = ["--v8-flags=--expose-gc"];
  const { stdout } = await runProgram("memory.ts", { flags });
  assertEquals(JSON.parse(stdout).survivors, 0);
});
