/**
 * Plays random histories of links: `deno task fuzz:link FIRST COUNT`, from a
 * seed on. It ends with 1 at the first that finds something, and tells its
 * seed.
 */
import { History } from "./fuzz/history.ts";

const [first = "1", count = "10000"] = Deno.args;

for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const history = new History(seed);
  history.play();
  if (history.problems.length === 0) continue;
  console.error(`seed ${seed}:`, history.problems);
  Deno.exit(1);
}
console.log(`${count} histories from seed ${first} on find nothing`);
