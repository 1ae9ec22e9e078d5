import { assertEquals, assertLess } from "@std/assert";
import { runProgram } from "../support/program.ts";

for (const wire of ["auto", "always"]) {
  Deno.test(`promise 16: memory is given back (wire ${wire})`, async () => {
    const flags = ["--v8-flags=--expose-gc"];
    const { stdout } = await runProgram("memory.ts", { flags, args: [wire] });
    const { idleActor, peak, rest, survivors } = JSON.parse(stdout);
    // An idle actor owns no array: the smallest block takes 2,000 bytes.
    assertLess(idleActor, 1_200, "bytes of an idle actor");
    // What is kept for the next burst is bounded, whatever this one took.
    assertLess(rest, peak / 8, "bytes that a drained burst left behind");
    assertEquals(survivors, 0, "values that outlived their envelopes");
  });
}
