import { assert, assertEquals } from "@std/assert";
import { Breaker, type Teeth } from "../../support/teeth.ts";

// The core is broken on purpose, one way at a time, in the text of a bundle of
// core and durable mix: each way must be found within so many seeds.
const SEEDS = 200;
/** Seeds in which the core as it is must pass here; others play many more. */
const WHOLE_SEEDS = 100;

const TEETH: Teeth = {
  "replies before its commit": [[
    /durability\.gate\.pass\((new HeldResult\w*\([^;]*\))\);/,
    "$1.release();",
  ]],
  "tells errors before the commit of what they saw": [[
    /durability\.gate\.pass\((new HeldAnswer\w*\(.*, lose\w*\))\);/,
    "$1.release();",
  ]],
  "sends to others before its commit": [[
    /(for \(const one of leaving\w*\)) (this\.gate\.pass\(one\);)/,
    '$1 if ("payload" in one) one.release(); else $2',
  ]],
  "sends to durable actors before its commit": [[
    /(for \(const one of leaving\w*\)) (this\.gate\.pass\(one\);)/,
    '$1 if ("enter" in one) one.release(); else $2',
  ]],
  "publishes before its commit": [[
    /(for \(const one of leaving\w*\)) (this\.gate\.pass\(one\);)/,
    '$1 if (!("enter" in one || "payload" in one)) one.release(); else $2',
  ]],
  "yields before its commit": [[
    /durability\.gate\.pass\((new HeldValue\w*\([^;]*\))\);/,
    "$1.release();",
  ]],
  "commits without its outbox": [[
    /outbox: sends\.toStored\(\),/,
    "outbox: (sends.toStored(), null),",
  ]],
  "forgets the mark of a sender": [[
    /return this\.once\.kind === "send" \? \[/,
    "return false ? [",
  ]],
  "applies a send twice": [[
    /(if \(send\w*\.sequence <= mark\) return) "taken";/,
    '$1 "run";',
  ]],
  "lets a send overtake another": [[
    /return send\w*\.after <= mark \? "run" : "early";/,
    'return "run";',
  ]],
  "forgets an answer": [[
    /(const row = )known\.find\(nameAnswer\w*\(.*\)\) \?\? null;/,
    "$1null;",
  ]],
  "answers another payload under a key": [[
    /(isAnsweredBy\(answer\w*\) \{\s*return) .*;/,
    "$1 true;",
  ]],
  "loses a reminder": [[
    /reminders: reminders\.stored/,
    "reminders: reminders.stored.slice(1)",
  ]],
  "fires a reminder without noting it": [[
    /outbox: sends\.toStored\(\),\s*reminders: reminders\.stored/,
    "outbox: sends.toStored(), reminders: (this.kept = [" +
    "...(this.kept ?? []), ...reminders.stored.filter((one) => !(this.kept" +
    " ?? []).some(({ name }) => name === one.name))])",
  ]],
  "resets what does not fit": [[
    /const image\w* = .* === void 0 \? (encode\w*\(.*\)) : (this\..*);/,
    "let image; try { image = stored === void 0 ? $1 : $2; } " +
    "catch { image = $1; }",
  ]],
  "keeps the state of an undone turn": [[
    /#forgetNext\(\);\s*this\.#value = void 0;\s*this\.#hasValue = false;/,
    "#forgetNext();",
  ]],
  "keeps the object of an undone turn": [[
    /if \(end\w* === null && .*\) end\w* = restarts\.rebuild\(error\w*\);/,
    "",
  ]],
  "writes again blindly what was lost": [[
    /for \(const source\w* of sources\) source\w*\.noteLost\(\w+\);/,
    "for (const source of sources) { source.noteCommitted(); } " +
    "return this.#goOn(sources);",
  ]],
  "lets what leaves change places": [[
    /this\.#leaving\[(at\w*)\+\+\]\.release\(\);/,
    "this.#leaving[this.#leaving.length - 1 - $1++].release();",
  ]],
  "drops the write of one actor in a group": [[
    /store\w*\.commit\(batch\w*\.writes\)/,
    "store.commit(batch.writes.length > 1 ? batch.writes.slice(0, -1) : " +
    "batch.writes)",
  ]],
  "lets turns run ahead without a bound": [[
    /return this\.uncommitted >= this\.#parts\.settings\.maxUncommitted;/,
    "return false;",
  ]],
  "ends an actor before its commit": [[
    /if \(!durability\w*\.isPending && (!image\w*\.isGone)\) return void 0;/,
    "if ($1) return void 0;",
  ]],
  "lets a turn await a call behind its changes": [[
    /return transaction\w*\.hasChanged \|\| transaction\w*\.hasSent\(.*;/,
    "return false;",
  ]],
  "commits a part of a turn's states": [[
    /for \(const state of (looked\w*)\) state\.accept\(\);/,
    "for (const state of $1.slice(0, 1)) state.accept();",
  ]],
};

const breaker = new Breaker("simulated_durable_mix.ts");

for (const [title, edits] of Object.entries(TEETH)) {
  Deno.test(`simulate() catches a core that ${title}`, async () => {
    const found = await breaker.play(edits, SEEDS);
    assert(found !== null, `${SEEDS} seeds passed`);
  });
}

Deno.test("simulate() catches nothing in a durable core as it is", async () => {
  assertEquals(await breaker.play([], WHOLE_SEEDS), null);
});
