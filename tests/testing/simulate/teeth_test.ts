import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { bite as Bite } from "../../programs/simulated_mix.ts";
import { bundleProgram } from "../../support/bundle.ts";

// The core is broken on purpose, one way at a time, in the text of a bundle of
// core and mix: each way must be found within so many seeds.
const SEEDS = 200;
/** Seeds in which the core as it is must pass here; others play many more. */
const WHOLE_SEEDS = 100;

/** A change of the bundle's text: each must find its place, once. */
type Edit = readonly [found: RegExp, instead: string];

const TEETH: Readonly<Record<string, readonly Edit[]>> = {
  "loses an envelope when a block ends": [[
    /(isLast \|\| head\.from === \w+\) this\.#shrink\(head\);)/,
    `$1
    const behind = this.#head;
    if (!isLast && behind !== head) {
      behind.from += 4;
      if (++this.taken === this.accepted) this.#shrink(behind);
    }`,
  ]],
  "runs two turns at once": [
    [/(function interleaves\w*\(.*\) \{)/, "$1 return true;"],
    [
      /return turns !== null && turns\.size >= type\.maxTurns;/,
      "return false;",
    ],
  ],
  "skips a deinit": [[
    /return actor\?\.deinit \?/,
    'return actor?.deinit && reason !== "shutdown" ?',
  ]],
  "forgets a subscription": [[
    /if \(reason !== "poison" \|\| (!this\.#streams\.hasSubscribers)\)/,
    "if ($1)",
  ]],
  "swallows an error": [[
    /\w+\(subject, method\.name, caller, \{\s*kind: "failed"\s*\}, \w+\);/,
    "",
  ]],
  "tells no caller of an error": [[
    /\w+\(subject, method\.name, reply, asFailed\w*\(\w+\)\);/,
    "reply?.settle(undefined);",
  ]],
  "reorders one sender's envelopes": [[
    /(slots\[at \+ 3\] = caller;)/,
    `$1
    if (at >= 32 && tail.from < at && slots[at - 1] === caller) {
      const last = slots.slice(at - 4, at);
      slots.copyWithin(at - 4, at, at + 4);
      for (let part = 0; part < 4; part++) slots[at + part] = last[part];
    }`,
  ]],
  "fires a cancelled timer": [[
    /if \(this\.#isOver\) return this\.#owner\.endTick\(this\);/,
    "",
  ]],
  "lets a deadline slip": [[
    /(const dueAt = timeoutMs === 0 \? Infinity : .*timeoutMs);/,
    "$1 + 1;",
  ]],
  "begins expired work": [[
    /\} else if \(reply\.isGivenUp\) \{\s*return true;/,
    "} else if (false) {",
  ]],
  "wakes an actor twice while stopping": [[
    /\(type\.ended \?\?= .*\)\.add\(id\);/,
    ";",
  ]],
  "loses the context of a turn": [[
    /return variable\w*\.run\(asker, run\w*, \.\.\.values\);/,
    "return run(...values);",
  ]],
  "lets an actor's end hold a call up unseen": [[
    /if \(turns\.ending !== null\) breakBehindEnd\w*\(owner\);/,
    "",
  ]],
  "forgets who watches": [[
    /for \(const watch\w* of watches\) watch\w*\.noteEnd\(end\w*\);/,
    "",
  ]],
};

let bundling: Promise<string> | null = null;

/** Plays the mix with a core that was changed; returns what is found. */
async function play(edits: readonly Edit[], seeds: number) {
  let text = await (bundling ??= bundleProgram("simulated_mix.ts"));
  for (const [found, instead] of edits) {
    const places = text.match(new RegExp(found, "g")) ?? [];
    assertEquals(places.length, 1, `${found} is found elsewhere or not at all`);
    text = text.replace(found, instead);
  }
  const folder = await Deno.makeTempDir({ prefix: "backstage_teeth_" });
  try {
    const path = join(folder, "mix.js");
    await Deno.writeTextFile(path, text);
    const { bite } = await import(pathToFileURL(path).href);
    return await (bite as typeof Bite)(seeds);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const [title, edits] of Object.entries(TEETH)) {
  Deno.test(`simulate() catches a core that ${title}`, async () => {
    assert(await play(edits, SEEDS) !== null, `${SEEDS} seeds passed`);
  });
}

Deno.test("simulate() catches nothing in the core as it is", async () => {
  assertEquals(await play([], WHOLE_SEEDS), null);
});
