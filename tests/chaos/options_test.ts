import { assertEquals } from "@std/assert";
import { readArgs } from "./options.ts";

Deno.test("readArgs() takes ten minutes and three nodes unless told", () => {
  assertEquals(readArgs([]), {
    minutes: 10,
    seed: 1,
    nodes: 3,
    paceMs: 250,
    calmMs: 8_000,
    keeps: false,
    only: null,
    tooth: null,
  });
  const args = readArgs(["--only", "kill", "--tooth=early", "--keep"]);
  assertEquals([args?.only, args?.tooth, args?.keeps], ["kill", "early", true]);
});

for (
  const wrong of ["--minutes=0", "--only=rain", "--tooth=wisdom", "--nodes=x"]
) {
  Deno.test(`readArgs() refuses ${wrong}`, () => {
    assertEquals(readArgs([wrong]), null);
  });
}
