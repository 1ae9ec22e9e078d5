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

for (const wire of ["auto", "always"]) {
  const title =
    `promise 16: a signal that calls share is let go (wire ${wire})`;
  Deno.test(title, async () => {
    const flags = ["--v8-flags=--expose-gc"];
    const args = [wire];
    const { stdout } = await runProgram("shared_signal.ts", { flags, args });
    const { listeners, most, growth } = JSON.parse(stdout);
    assertEquals([listeners, most], [0, 1], "listeners now, and at most");
    // Of 50,000 calls: one object for each would be a megabyte and more.
    assertLess(growth, 500_000, "bytes that calls left behind");
  });
}
