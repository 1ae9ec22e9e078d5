import { assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";

Deno.test("promise 17: the core needs no permission flags at all", async () => {
  const { stdout, stderr } = await runProgram("no_permission.ts");
  const printed = stdout.trim().split("\n").filter((line) =>
    !line.includes("heard")
  );
  const run = (heard: number) => ["1", "failed", `3 1 ${heard}`];
  assertEquals(printed, [...run(1), ...run(2), ...run(3), ...run(4)]);
  // A call that nobody awaited failed in each engine.
  assertEquals(stderr.match(/nobody awaited it/g)?.length, 4);
});
