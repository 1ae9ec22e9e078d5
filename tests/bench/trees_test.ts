import { generateKnown } from "../../bench/trees.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";

const FILES = ["old.ts", "new.ts", "newer.ts"];

/** Lays out a bench, and generates with what fails as often as it says. */
async function tryGenerate(...complaints: string[]) {
  const tree = await Deno.makeTempDir({ prefix: "backstage_trees_" });
  await Deno.mkdir(join(tree, "bench"));
  for (const file of FILES) {
    await Deno.writeTextFile(join(tree, "bench", file), "");
  }
  const given: string[][] = [];
  const attempt = generateKnown(tree, async () => {
    const entries = await Array.fromAsync(Deno.readDir(join(tree, "bench")));
    given.push(entries.map(({ name }) => name).toSorted());
    const complaint = complaints.shift();
    if (complaint !== undefined) throw new Error(complaint);
  });
  await attempt.catch(() => {});
  await Deno.remove(tree, { recursive: true });
  return { attempt, given };
}

const REFUSAL = "Cannot run cli/gen.ts: " +
  "bench/new.ts:12:3 GEN303 a method cannot be a message\n" +
  "bench/new.ts:14:3 GEN306 a generator cannot be a streaming reply\n" +
  "bench/newer.ts:1:1 GEN201 a class cannot be an actor\n3 problems";

Deno.test("generateKnown() leaves out what a generator refuses", async () => {
  const { attempt, given } = await tryGenerate(REFUSAL);
  await attempt;
  assertEquals(given, [FILES.toSorted(), ["old.ts"]]);
});

Deno.test("generateKnown() leaves out nothing that is generated", async () => {
  const { attempt, given } = await tryGenerate();
  await attempt;
  assertEquals(given, [FILES.toSorted()]);
});

Deno.test("generateKnown() passes on what refuses no file", async () => {
  const broken = await tryGenerate(
    "Cannot run cli/gen.ts: bench/new.ts is bad",
  );
  await assertRejects(() => broken.attempt, Error, "bench/new.ts is bad");
  assertEquals(broken.given.length, 1);
});

Deno.test("generateKnown() passes on what is refused once more", async () => {
  const again = "bench/old.ts:1:1 GEN303 a method cannot be a message";
  const { attempt, given } = await tryGenerate(REFUSAL, again);
  await assertRejects(() => attempt, Error, again);
  assertEquals(given.length, 2);
});
