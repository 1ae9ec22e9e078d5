import { assert, assertEquals } from "@std/assert";
import { Breaker, type Teeth } from "../../support/teeth.ts";

// The core is broken on purpose, one way at a time, in the text of a bundle of
// core and mix: each way must be found within so many seeds.
const SEEDS = 200;
/** Seeds in which the core as it is must pass here; others play many more. */
const WHOLE_SEEDS = 100;

const TEETH: Teeth = {
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
    /if \(reason !== "poison" \|\| (!this\.#streams\.maySubscribe)\)/,
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
    /slots\[(at\w*) \+ 3\] = caller;/,
    `$&
    if ($1 >= 32 && tail.from < $1 && slots[$1 - 1] === caller) {
      const last = slots.slice($1 - 4, $1);
      slots.copyWithin($1 - 4, $1, $1 + 4);
      for (let part = 0; part < 4; part++) slots[$1 + part] = last[part];
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

const breaker = new Breaker("simulated_mix.ts");

for (const [title, edits] of Object.entries(TEETH)) {
  Deno.test(`simulate() catches a core that ${title}`, async () => {
    assert(await breaker.play(edits, SEEDS) !== null, `${SEEDS} seeds passed`);
  });
}

Deno.test("simulate() catches nothing in the core as it is", async () => {
  assertEquals(await breaker.play([], WHOLE_SEEDS), null);
});
