import { assert, assertEquals } from "@std/assert";
import { type Findings, isFlawless, noFindings } from "./comparison.ts";
import { Folder } from "./disk.ts";
import { TEETH, type Tooth } from "./protocol.ts";
import { Rig } from "./rig.ts";

/** Kills children; returns what was found, and how many were killed. */
async function kill(
  count: number,
  tooth: Tooth | null,
): Promise<{ found: Findings; kills: number; answered: number }> {
  await using disk = await Folder.make();
  const rig = new Rig({ disk, seed: 20_251, durability: "full", tooth });
  try {
    await rig.run(count);
  } finally {
    await rig.close();
  }
  return { found: rig.found, ...rig.tally };
}

Deno.test("promise 19: what was answered survives kill -9", async () => {
  const { found, kills, answered } = await kill(8, null);
  assertEquals(found, noFindings());
  assertEquals(kills, 8);
  assert(answered > 0);
});

for (const tooth of TEETH) {
  Deno.test(`Rig.run() finds what is broken: ${tooth}`, async () => {
    const { found } = await kill(12, tooth);
    assert(!isFlawless(found));
  });
}
