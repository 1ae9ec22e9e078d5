import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { bundleProgram } from "../support/bundle.ts";
import { runProgram } from "../support/program.ts";

Deno.test("P3: under Node 24 the core does what it does here", async () => {
  const flags = ["--allow-net=127.0.0.1"];
  const here = await runProgram("elsewhere.ts", { flags });
  const [result, inspector] = here.stdout.split("\n");
  assertEquals(inspector, "Inspector: ");
  const folder = await Deno.makeTempDir({ prefix: "backstage_elsewhere_" });
  try {
    const path = join(folder, "elsewhere.mjs");
    await Deno.writeTextFile(path, await bundleProgram("elsewhere.ts"));
    const { stdout } = await runProgram("node.ts", {
      flags: ["--allow-all"],
      args: [path],
    });
    assertEquals(stdout.split("\n"), [
      result,
      "The inspector did not start: " +
      "Cannot inspect: the inspector runs under Deno alone",
      "",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
