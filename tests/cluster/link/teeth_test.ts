import { assert, assertEquals } from "@std/assert";
import { Breaker, type Teeth } from "../../support/teeth.ts";

// Links are broken on purpose, one way at a time, in the text of a bundle of
// links and histories: each way must be found within so many seeds.
const SEEDS = 1_000;
/** Seeds in which links as they are must pass here. */
const WHOLE_SEEDS = 100;

const TEETH: Teeth = {
  "delivers what comes twice": [[
    /if \(number <= this\.#received \|\| this\.#held\.has\(number\)\)/,
    "if (this.#held.has(number))",
  ]],
  "delivers what comes early": [[
    /this\.#hold\(number, \{\s*bytes,\s*entriesAt\s*\}, now\);/,
    "this.#received = number - 1; this.#take(bytes, entriesAt, now);",
  ]],
  "sends nothing again": [[
    /#resend\(number\) \{/,
    "$& return;",
  ]],
  "acknowledges what it misses": [[
    /(makeTold\(this\.#head, )incoming\.received,/,
    "$1Math.max(incoming.received, incoming.firstHeld),",
  ]],
  "answers no ping": [[
    /if \(reader\.ping > 0\) this\.#answer = reader\.ping;/,
    "",
  ]],
  "lets a message overtake the large one before it": [[
    /#mustWait\(orderKey\) \{/,
    "$& return false;",
  ]],
  "sends the pieces of a lane's messages in turns": [[
    /if \(lane\.first === (?:undefined|void 0)\) this\.#end\(lane\);/,
    `$&
    else if (lane.cut === 0) lane.push(lane.first.number, lane.first.bytes),
      lane.shift();`,
  ]],
  "mixes up the pieces of two messages": [[
    /readLarge\(bytes, at\),/,
    "0,",
  ]],
  "keeps the sender's bytes": [[
    /(this\.#lanes\.push\(orderKey, number, message)\.slice\(\)/,
    "$1",
  ]],
  "ignores the window": [[
    /hasRoom\(bytes\) \{/,
    "$& return true;",
  ]],
  "says that what may have arrived did not": [[
    /if \(chances === 0\) break;/,
    "if (chances <= 1) break;",
  ]],
  "says so of what came again and may have arrived": [[
    /if \(again > this\.#acknowledged\) this\.#at\(again\)\.chances--;/,
    "if (again > this.#acknowledged) this.#at(again).chances = 0;",
  ]],
  "says so of all before it": [[
    /let highest = this\.#arrived;/,
    "let highest = 0;",
  ]],
  "says so of what waited in a lane": [[
    /(this\.#payload \+= length;\s*)if \(number > this\.#last\)/,
    "$1",
  ]],
  "begins anew with a node that is gone": [[
    /#remember\(peer, first\) \{/,
    "$& return;",
  ]],
  "pings for ever": [[
    /(const isAwaited = )this\.#awaiting > 0/,
    "$1this.#awaiting >= 0",
  ]],
  "tells again and again of a silent node": [[
    /if \(!isSilent \|\| this\.#vigil\.isSilent\)/,
    "if (!isSilent)",
  ]],
};

const breaker = new Breaker("link_histories.ts");

Deno.test("The histories find nothing in links as they are", async () => {
  assertEquals(await breaker.play([], WHOLE_SEEDS), null);
});

for (const [what, edits] of Object.entries(TEETH)) {
  Deno.test(`The histories catch a link that ${what}`, async () => {
    const found = await breaker.play(edits, SEEDS);
    assert(found !== null, `not within ${SEEDS} seeds`);
  });
}
