import { assert, assertEquals } from "@std/assert";
import { AcyclicProgram } from "../support/acyclic/program.ts";
import { Stage } from "../support/stage.ts";

/** Another seed makes other programs; the one of a failure repeats it. */
const SEED = 27_182;
/** How many programs each wire plays; `deno task test:programs` plays more. */
const PROGRAMS = 100;

for (const wire of ["auto", "always"] as const) {
  Deno.test(
    `No call of a program without a cycle is refused (wire ${wire})`,
    async () => {
      const ways: Record<string, number> = {};
      for (let seed = SEED; seed < SEED + PROGRAMS; seed++) {
        const stage = new Stage(wire, seed, true);
        const program = new AcyclicProgram(stage);
        assertEquals(await program.play(), [], `seed ${seed}`);
        for (const [way, count] of Object.entries(program.ways)) {
          ways[way] = (ways[way] ?? 0) + count;
        }
        await stage.close();
      }
      assertEquals(Object.keys(ways).length, 24);
      assert(Object.values(ways).every((count) => count > 10));
    },
  );
}
