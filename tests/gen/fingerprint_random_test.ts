import { assertEquals } from "@std/assert";
import { fingerprint } from "../../cli/gen/model/fingerprint.ts";
import type { Shape } from "../../cli/gen/model/type_model.ts";
import { Chance } from "../support/chance.ts";
import {
  disguise,
  isAlike,
  makeTypes,
  named,
  type Types,
} from "./random_shapes.ts";

const ROUNDS = 4_000;

Deno.test("fingerprint() tells apart what differs, and no more", () => {
  const seed = Number(Deno.args[0] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}; repeat with: deno test ... -- ${seed}`);
  const chance = new Chance(seed);
  const counts = { alike: 0, different: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [makeTypes(chance), makeTypes(chance)];
    const [a, b] = [one, two].map((types) =>
      named(chance.pick(Object.keys(types)))
    ) as [Shape, Shape];
    const expected = isAlike(a, one, b, two);
    const own = write(a, one);
    assertEquals(own === write(b, two), expected, JSON.stringify([one, two]));
    const disguised = named(`X${"name" in a ? a.name : ""}`);
    assertEquals(write(disguised, disguise(one, chance)), own);
    counts[expected ? "alike" : "different"]++;
  }
  // Both happen, or the test would say nothing.
  assertEquals(Math.min(counts.alike, counts.different) > ROUNDS / 200, true);
});

function write(shape: Shape, containers: Types): string {
  return fingerprint(shape, { containers, classes: [] });
}
