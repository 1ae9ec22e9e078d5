import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { testNats } from "./place.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

testNats("The example counts each visitor once", async (binary) => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", "examples/cluster/main.ts"],
    cwd: ROOT,
    env: { NATS_SERVER: binary, NO_COLOR: "1" },
    stderr: "inherit",
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  assertEquals(code, 0, lines.join("\n"));
  const last = lines.at(-1)!;
  assertMatch(last, /^\d+ visitors passed, the turnstiles counted \d+$/);
  const [passed, counted] = last.match(/\d+/g)!;
  assertEquals(passed, counted);
  for (const event of ["node b: kill", "node b: start", "node c: stop"]) {
    assertEquals(lines.filter((line) => line.includes(event)).length, 1);
  }
});
