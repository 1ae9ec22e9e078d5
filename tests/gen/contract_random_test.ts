import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { fingerprintContract } from "../../cli/gen/model/contract.ts";
import type { Shape } from "../../cli/gen/model/type_model.ts";
import { Chance } from "../support/chance.ts";
import {
  changeOne,
  CHANGES,
  isSameContract,
  makeContract,
  type RandomContract,
} from "./random_messages.ts";
import { disguise, named } from "./random_shapes.ts";

const ROUNDS = 1_000;

function write({ messages, types }: RandomContract): string {
  return fingerprintContract({
    messages: messages.map((message) => ({
      ...message,
      signatures: message.signatures.map((one) => ({
        ...one,
        doc: [],
        result: [],
      })),
    })),
    types: { containers: types, classes: [] },
  });
}

/** Returns the same contract in other words. */
function rewrite(
  { messages, types }: RandomContract,
  chance: Chance,
): RandomContract {
  const rename = (shape: Shape): Shape =>
    shape.kind === "named"
      ? named(`${chance.pick(["X", "Y"])}${shape.name}`)
      : shape;
  const changed = messages.map((message) => ({
    ...message,
    isSynchronous: !message.isSynchronous,
    parameters: ["said: otherwise"],
    signatures: message.signatures.map((one) => ({
      ...one,
      doc: ["A comment."],
      parameters: one.parameters.map((parameter) => ({
        ...parameter,
        name: `${parameter.name}Renamed`,
        type: ["Other"],
        shape: rename(parameter.shape),
        // A default's type is without the `undefined` that selects it.
        isDefaulted: parameter.isOptional,
        isOptional: parameter.isOptional && chance.below(2) === 0,
      })),
      resultShape: rename(one.resultShape),
      yielded: one.yielded && { type: [], shape: rename(one.yielded.shape) },
    })),
  }));
  return {
    types: disguise(types, chance),
    messages: chance.below(2) === 0 ? changed : changed.toReversed(),
  };
}

Deno.test("fingerprintContract() tells apart what differs, no more", () => {
  const seed = Number(Deno.args[0] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}; repeat with: deno test ... -- ${seed}`);
  const chance = new Chance(seed);
  const counts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const one = makeContract(chance);
    const own = write(one);
    assertEquals(write(rewrite(one, chance)), own, JSON.stringify(one));
    for (const [what, change] of Object.entries(CHANGES)) {
      const other = changeOne(one, change, chance);
      const isSame = isSameContract(one, other);
      const text = `${what}: ${JSON.stringify([one, other])}`;
      assertEquals(write(rewrite(other, chance)) === own, isSame, text);
      const key = `${what} ${isSame}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  // Each change makes a difference often, or the test would say nothing.
  for (const what of Object.keys(CHANGES)) {
    assert((counts.get(`${what} false`) ?? 0) > ROUNDS / 4, what);
  }
});

Deno.test("fingerprintContract() knows each message by its name", () => {
  const { messages: [one], types } = makeContract(new Chance(1));
  const other = { ...one!, name: "other" };
  const alone = write({ messages: [one!], types });
  assertNotEquals(write({ messages: [one!, other], types }), alone);
  assertNotEquals(write({ messages: [], types }), alone);
});
