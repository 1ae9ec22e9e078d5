import plugin from "@backstage/actors/lint";
import { assertEquals, assertGreater } from "@std/assert";
import { walkSync } from "@std/fs/walk";
import { fileURLToPath } from "node:url";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));

Deno.test("The plug-in finds nothing in the examples", () => {
  const findings: string[] = [];
  let actors = 0;
  for (const { path } of walkSync(EXAMPLES, { exts: ["ts"] })) {
    const code = Deno.readTextFileSync(path);
    if (!/^\/\/ @generate-proxy$/m.test(code)) continue;
    actors++;
    for (const { message } of Deno.lint.runPlugin(plugin, path, code)) {
      findings.push(`${path}: ${message}`);
    }
  }
  assertGreater(actors, 15);
  assertEquals(findings, []);
});
