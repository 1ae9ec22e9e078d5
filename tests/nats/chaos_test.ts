import { assert, assertEquals } from "@std/assert";
import { judge } from "../chaos/check/verdict.ts";
import { feel } from "../chaos/report/felt.ts";
import { Rig } from "../chaos/rig.ts";
import { testNats } from "./place.ts";

testNats("promise 25: what a killed node had answers", async (binary) => {
  await using rig = await Rig.start({
    ...{ binary, minutes: 0.2, seed: 3, nodes: 3, paceMs: 250 },
    ...{ only: "kill", tooth: null, calmMs: 4_000, keeps: false },
  });
  const { books, calls, deaths, strikes } = await rig.run(() => {});
  assertEquals(deaths, []);
  // Promise 24 as well: what two activations had committed would show.
  assertEquals(judge(books, calls).flatMap(({ faults }) => faults), []);
  const [felt] = feel(strikes, calls);
  assert(felt !== undefined && felt.actors > 0, "no actor was felt to be away");
  assert(felt.longestMs < 25_000, `${felt.longestMs} ms`);
});
