import { assert, assertEquals } from "@std/assert";
import { Breaker, type Teeth } from "../support/teeth.ts";

// Handovers are broken on purpose, one way at a time, in the text of a bundle
// of the core and the mix: each way must be found within so many seeds.
const SEEDS = 200;

const TEETH: Teeth = {
  "runs what it gives back": [[
    /owner\w*\.takeOut\(\(place\) => !kept\.has\(place\), NOTHING\w*\);/,
    "",
  ]],
  "gives nothing back that waits": [[
    /isEmpty \|\| life\.isPillFirst/,
    "true",
  ]],
  "gives back in no order": [[
    /waiting\.forEach\(\(envelope, place\) => \{/,
    "[...waiting.keys()].reverse().forEach((place) => { " +
    "const envelope = waiting[place];",
  ]],
  "forgets those in line for room": [[
    /const waiting = \[\s*\.\.\.inbox,\s*\.\.\.line\s*\];/,
    "const waiting = [...inbox];",
  ]],
  "gives back what its turns need": [[
    /const kept = life\.isLost \? (NONE\w*) : findNeeded\(.*\);/,
    "const kept = $1;",
  ]],
  "lets what is needed overtake others of its sender": [[
    /if \(!isOwn\w* && isAmong\(senders, caller\)\) kept\.add\(place\);/,
    "if (isAmong(senders, caller) && place === " +
    "waiting.findLastIndex((one) => isSameSender(one.caller, caller))) " +
    "kept.add(place);",
  ]],
  "keeps what is needed though it is lost": [[
    /const kept = life\.isLost \? NONE\w* : (findNeeded\(.*\));/,
    "const kept = $1;",
  ]],
  "lets those that are given back share a reply": [[
    /const own = singleOut\(reply, method, sequence\);(\s*if \(placement)/,
    "const own = reply;$1",
  ]],
  "gives calls back that were given up": [[
    /if \(reply\?\.isGivenUp\) return;(\s*const \{ placement \})/,
    "$1",
  ]],
  "counts what has left its inbox twice": [[
    /if \(method !== filler && isTaken\(place\)\) replace\(filler\);/,
    "if (isTaken(place)) replace(filler);",
  ]],
  "runs what comes as it ends": [[
    /const (\w+) = this\.isMoving \? owner\.takeMoved\(\) : null;/,
    "const $1 = null;",
  ]],
  "does not end behind what is needed": [[
    /if \(this\.isMoving && !this\.isPillFirst\) \{/,
    "if (false) {",
  ]],
  "lets a pill come first though all is lost": [[
    /(this\.#pill === this\.#firstPill) && !this\.isLost;/,
    "$1;",
  ]],
  "cuts no turns": [[
    /cutTurns\(owner, \{\s*makeReason,\s*explain: lostInTurn\s*\}\);/,
    "",
  ]],
  "tells a cut turn's caller nothing": [[
    /(turn\.abort\(error\w*\);\s*const own\w* = .*;)\s*tell\w*\(.*\);/,
    "$1",
  ]],
  "begins turns in doubt": [[
    /if \(owner\.type\.isSuspended\) return endInDoubt\(owner\);/,
    "",
  ]],
  "forgets who waits for the end of a doubt": [[
    /if \(goesOn\w*\) owner\.type\.noteSuspended\(owner\);/,
    "",
  ]],
  "ends nothing in doubt": [[
    /const goesOn\w* = !isEnd \|\| owner\.shift\(owner\);/,
    "const goesOn = true;",
  ]],
};

const breaker = new Breaker("moving_mix.ts");

for (const [title, edits] of Object.entries(TEETH)) {
  Deno.test(`The random handovers catch a core that ${title}`, async () => {
    const found = await breaker.play(edits, SEEDS);
    assert(found !== null, `${SEEDS} seeds passed`);
  });
}

Deno.test("The random handovers catch nothing in a core as it is", async () => {
  assertEquals(await breaker.play([], 50), null);
});
