import { assertEquals } from "@std/assert";
import { runProgram } from "../../support/program.ts";

/** Simulates in a process of its own; returns what it prints. */
async function run(SEED: string, flags: string[]): Promise<string> {
  const { stdout } = await runProgram("simulated_seed.ts", {
    flags,
    env: { SEED },
  });
  return stdout.trim();
}

Deno.test("simulate() runs the seed of the environment alone", async () => {
  assertEquals(await run("77", ["--allow-env=SEED"]), "77");
  assertEquals(await run("-5", ["--allow-env"]), "-5");
});

Deno.test("simulate() asks for no permission to read SEED", async () => {
  assertEquals(await run("77", []), "1,2,3");
});

Deno.test("simulate() refuses a SEED that is no whole number", async () => {
  for (const seed of ["1.5", "seven", ""]) {
    assertEquals(
      await run(seed, ["--allow-env=SEED"]),
      `Cannot simulate seed "${seed}": it must be a whole number`,
    );
  }
});
