import { assert, assertEquals } from "@std/assert";
import { Breaker, type Teeth } from "../../support/teeth.ts";

// The core is broken on purpose, one way at a time, in the text of a bundle of
// core and cluster mix: each way must be found within so many seeds.
const SEEDS = 200;
/** Seeds in which the core as it is must pass here; others play many more. */
const WHOLE_SEEDS = 50;

const TEETH: Teeth = {
  "writes without the epoch of its shard": [[
    /expected,\s*\.\.\.this\.fence,/,
    "expected,",
  ]],
  "writes leases over what it has just read": [[
    /(this\.#parts\.leases)\.write\((key\w*), (bytes\w*), expected\w*\)/,
    "$1.read($2).then((one) => $1.write($2, $3, one?.revision ?? 0))",
  ]],
  "never doubts its own lease": [[
    /(return !this\.#isOver) && .*\.now\(\) < this\.#sureUntil;/,
    "$1;",
  ]],
  "goes on where others cannot reach it": [[
    /return this\.#unheard === null \?/,
    "return true ?",
  ]],
  "gives shards away before their turns have ended": [[
    /await this\.#scope\.host\.release\(shard\w*\);/,
    "void this.#scope.host.release(shard).catch(() => {});",
  ]],
  "calls again what may have run": [[
    /if \(!mayHaveRun\w* \|\| call\w*\.isRepeatable\)/,
    "if (true)",
  ]],
  "takes a packet as often as it comes": [[
    /if \(number\w* <= this\.#received \|\| .*\) \{/,
    "if (false) {",
  ]],
  "runs calls to shards that it does not own": [[
    /(#serves\(.*\) \{\s*const \{ ownership\w* \} = this\.#parts;)/,
    "$1 return true;",
  ]],
  "keeps the actors of shards that it has lost": [[
    /for \(const one\w* of .*\) one\w*\.cutOff\(\);/,
    "",
  ]],
  "forgets reminders of the shards that it gets": [[
    /if \(isOwner\w*\) this\.#host\.waker\?\.lookAgain\(\);/,
    "",
  ]],
};

const breaker = new Breaker("simulated_cluster_mix.ts");

for (const [title, edits] of Object.entries(TEETH)) {
  Deno.test(`simulateCluster() catches a core that ${title}`, async () => {
    const found = await breaker.play(edits, SEEDS);
    assert(found !== null, `${SEEDS} seeds passed`);
  });
}

Deno.test("simulateCluster() catches nothing in a core as it is", async () => {
  assertEquals(await breaker.play([], WHOLE_SEEDS), null);
});
